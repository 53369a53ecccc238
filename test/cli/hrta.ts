import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parquetReadObjects } from "hyparquet";
import { afterAll } from "vitest";

/** The built command line of this package, or another build of it (an installed package, say). */
const main = process.env.HRTA_MAIN ?? fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder for the files of one test file, removed at its end. */
export function workplace(): string {
  const folder = mkdtempSync(join(tmpdir(), "hrta-cli-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the built command line. */
export function start(cwd: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [main, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
}

/** What a child process printed, and how it ended. */
export function ended(child: ChildProcess): Promise<Ended> {
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...output }));
  });
}

/** Runs the built command line to its end. */
export const hrta = (cwd: string, ...args: string[]): Promise<Ended> => ended(start(cwd, args));

/** Runs a line of bash in which $HRTA is the built command line. */
export const bash = (cwd: string, line: string): Promise<Ended> =>
  ended(
    spawn("bash", ["-c", line], {
      cwd,
      env: { ...process.env, HRTA: `${process.execPath} ${main}` },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );

/** A CSV of two inputs in [0, 1) and the targets u = 10 + 3 a - 2 b + a b, v = 100 a, a text label, a number label. */
export function table(rows: number): string {
  const lines = ["a,b,u,v,kind,code,weight"];
  for (let i = 0; i < rows; i++) {
    const [a, b] = [(i * 0.61803) % 1, (i * 0.7548) % 1];
    const kind = a + b < 0.7 ? "low" : a + b < 1.3 ? "middle" : "high";
    lines.push([a, b, 10 + 3 * a - 2 * b + a * b, 100 * a, kind, a < b ? 3 : 5, 1 + (i % 3)].join(","));
  }
  return `${lines.join("\n")}\n`;
}

/** The columns of `table` that are asked for. */
export function columns(text: string, ...names: string[]): string {
  const rows = text.trim().split("\n");
  const [header = ""] = rows;
  const places = names.map((name) => header.split(",").indexOf(name));
  return `${rows.map((row) => places.map((place) => row.split(",")[place]).join(",")).join("\n")}\n`;
}

export const write = (folder: string, name: string, text: string | Uint8Array): void =>
  writeFileSync(join(folder, name), text);

export const readJson = (...path: string[]) => JSON.parse(readFileSync(join(...path), "utf8"));

export interface HistoryRow {
  readonly step: number;
  readonly s: number;
  readonly loss: number;
  readonly rate: number;
  readonly validation: number;
}

/** The history of a run, a row a step. */
export async function history(run: string): Promise<HistoryRow[]> {
  const file = Uint8Array.from(readFileSync(join(run, "history.parquet"))).buffer;
  return (await parquetReadObjects({ file })) as unknown as HistoryRow[];
}

/** Waits until a file is there. */
export async function appears(path: string, child: ChildProcess): Promise<void> {
  while (!existsSync(path)) {
    if (child.exitCode !== null) throw new Error(`the process ended with ${child.exitCode} before ${path} was written`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
