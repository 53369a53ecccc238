import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type Server } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { ended, hrta, start, workplace, write } from "./hrta.js";

const cwd = workplace();
write(cwd, "mine, 1.csv", "x,y\n1,2\n");

const running: ChildProcess[] = [];
const taken: Server[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  for (const server of taken.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** A lab that runs: the address that it printed, and its end. */
async function lab(...args: string[]) {
  const child = start(cwd, ["lab", ...args]);
  running.push(child);
  const end = ended(child);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on("data", (text: string) => resolve(text.trim()));
    end.then(({ stderr }) => reject(new Error(stderr)), reject);
  });
  return { child, end, url };
}

/** Takes a port (0: any), as another program would; its number. */
async function take(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  taken.push(server);
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : expect.fail("no port");
}

describe("hrta lab", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "prints the address alone, serves the page there, and at %s ends with 0 and frees the port",
    async (signal) => {
      const { child, end, url } = await lab("--port", "0", "--no-open");
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
      // A browser keeps its connection open: it must not keep the lab.
      const page = await fetch(url);
      expect(page.status).toBe(200);
      expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
      const [script] = /[^"]+\.js/.exec(await page.text()) ?? expect.fail("the page has no script");
      expect((await fetch(new URL(script, url))).headers.get("content-type")).toBe("text/javascript");
      child.kill(signal);
      expect(await end).toEqual({ code: 0, stdout: `${url}\n`, stderr: "Ctrl-C stops the lab.\n" });
      await take(Number(new URL(url).port));
    },
  );

  test("hands the page the file that was named", async () => {
    const { url } = await lab("--port", "0", "--no-open", "mine, 1.csv");
    const { origin, hash } = new URL(url);
    expect(hash).toBe("#serve=mine%2C%201.csv");
    expect(await (await fetch(`${origin}/data.json`)).json()).toEqual(["mine, 1.csv"]);
    expect(await (await fetch(`${origin}/data/mine%2C%201.csv`)).text()).toBe("x,y\n1,2\n");
  });

  test("says which port is free when the one asked for is taken", async () => {
    const port = await take(0);
    const { code, stdout, stderr } = await hrta(cwd, "lab", "--no-open", "--port", String(port));
    expect([code, stdout]).toEqual([2, ""]);
    const [, free] = /; the next free one is (\d+): hrta lab --port \1\n$/.exec(stderr) ?? [];
    expect(stderr).toMatch(new RegExp(`^error: port ${port} is taken; `));
    expect(Number(free)).toBeGreaterThan(port);
  });

  test("without --port takes the next free one, and says so", async () => {
    // Taken already, if a lab is open on this machine.
    await take(8787).catch(() => {});
    const { child, end, url } = await lab("--no-open");
    const { port } = new URL(url);
    expect(Number(port)).toBeGreaterThan(8787);
    child.kill("SIGINT");
    expect((await end).stderr).toBe(`Port 8787 is taken: the lab is at ${port}.\nCtrl-C stops the lab.\n`);
  });

  test("warns when other machines can reach it", async () => {
    const { child, end, url } = await lab("--no-open", "--port", "0", "--host", "0.0.0.0", "mine, 1.csv");
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
    child.kill("SIGINT");
    expect((await end).stderr).toContain(
      "Warning: on 0.0.0.0 the page and your file are open to everyone on the network.",
    );
  });

  test("where no browser can show itself, says to open the address, and goes on", async () => {
    const main = process.env.HRTA_MAIN ?? fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
    const child = spawn(process.execPath, [main, "lab", "--port", "0"], {
      cwd,
      env: { ...process.env, CI: "true" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.push(child);
    const end = ended(child);
    await new Promise<void>((resolve) =>
      child.stderr.on("data", (text: string) => {
        if (text.includes("No browser could be started: open the address above in one.")) resolve();
      }),
    );
    child.kill("SIGINT");
    expect((await end).code).toBe(0);
  });

  test.each([
    ["--port=abc", '--port: expected a whole number from 0 (any free port) to 65535, got "abc"'],
    ["--port=65536", "--port: expected a whole number from 0"],
    ["--port=-1", "--port: expected a whole number from 0"],
    ["--port=80.5", "--port: expected a whole number from 0"],
    ["--port=", "--port: expected a whole number from 0"],
    ["--host=192.0.2.1", "--host 192.0.2.1: this machine has no such address"],
    ["none.csv", "none.csv: cannot be read, there is no such file"],
    [".", "expected a file"],
  ])("refuses %s in one line", async (argument, message) => {
    const { code, stdout, stderr } = await hrta(cwd, "lab", "--no-open", argument);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n").length).toBe(1);
  });
});
