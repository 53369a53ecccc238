import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as ort from "onnxruntime-web";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { fromAddress } from "../../src/lab/experiment/address.js";
import { openRun } from "../../src/lab/run/run.js";
import { loadModel } from "../../src/model/serialise.js";
import { hrta, workplace, write } from "../cli/hrta.js";
import { done, lab, saved, says, settled, shows, train, unfold } from "./lab-page.js";

ort.env.wasm.numThreads = 1;

const cwd = workplace();

/** The lab with what can be taken away on the screen. */
async function labToTakeFrom(hash: string, opening: Parameters<typeof lab>[1] = {}): Promise<Page> {
  const page = await lab(hash, opening);
  await unfold(page, "Take it away");
  return page;
}

/** The command line that the page gives for a run, in words; only single quotes are used. */
async function commandOf(page: Page, run: string): Promise<string[]> {
  const text = (await page.textContent(`#command-${run}`)) ?? "";
  return Array.from(text.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, plain]) => quoted ?? plain).slice(1);
}

/** What `hrta export` writes of the run that a command line trains. */
async function exported(words: readonly string[], out: string, form: string): Promise<Buffer> {
  const trained = await hrta(cwd, ...words, "-q", "--out", out);
  expect([trained.code, trained.stderr]).toEqual([0, ""]);
  const { code, stdout } = await hrta(cwd, "export", out, "--format", form);
  expect(code).toBe(0);
  return readFileSync(join(cwd, stdout.trim()));
}

test("each run's model is saved as the very file that hrta export writes of its command line, without a complaint", async () => {
  const page = await labToTakeFrom(
    "v=1&steps=120&hidden=30&seed=4&seeds=2&b.relaxation=stages,0.5@0.3,1,switch=lossless",
  );
  for (const button of ["Model as ONNX, run A", "Model as safetensors, run B"])
    expect(await page.getByRole("button", { name: button, exact: true }).isDisabled()).toBe(true);
  await train(page);
  for (const [run, form, title] of [
    ["A", "onnx", "ONNX"],
    ["B", "onnx", "ONNX"],
    ["B", "safetensors", "safetensors"],
  ]) {
    const { name, bytes } = await saved(page, `Model as ${title}, run ${run}`);
    expect(name).toBe(`${run}-sine-step120.${form}`);
    const file = await exported(await commandOf(page, run), `${run}-${form}`, form);
    expect(bytes.equals(file), `run ${run} as ${form}`).toBe(true);
  }
}, 60_000);

test("onnxruntime makes of the saved ONNX what the page draws, in the units of the user's file", async () => {
  const page = await labToTakeFrom("v=1&steps=80&hidden=30");
  const rows = Array.from({ length: 60 }, (_, i) => `${1e-3 * i},${500 + 300 * Math.sin(i / 9)}`);
  write(cwd, "field trial.csv", `dose,yield\n${rows.join("\n")}\n`);
  await page.check("#source-file");
  await page.setInputFiles("#file", join(cwd, "field trial.csv"));
  await says(page, "file=field");
  await settled(page);
  await train(page);
  const { name, bytes } = await saved(page, "Model as ONNX, run A");
  expect(name).toBe("A-field-trial-step80.onnx");

  const drawn = String((await saved(page, "Fit as CSV")).bytes)
    .split("\n")
    .filter((line) => line.startsWith("1,dose,yield,line,A,"))
    .map((line) => line.split(",").slice(5, 7).map(Number));
  expect(drawn.length).toBeGreaterThan(200);
  const session = await ort.InferenceSession.create(Uint8Array.from(bytes));
  const dose = Float32Array.from(drawn, ([x]) => x);
  const { y } = await session.run({ x: new ort.Tensor("float32", dose, [drawn.length, 1]) });
  await session.release();
  // Rounding of float32 sums of 30 terms of order 1, in the unit of the target's deviation of 200.
  for (const [i, [, value]] of drawn.entries()) expect(Math.abs(Number(y.data[i]) - value)).toBeLessThan(200 * 1e-5);
});

test("in the middle of a run it is the model of that step, s as it was set by hand, and the run goes on", async () => {
  const page = await labToTakeFrom("v=1&steps=60&hidden=30");
  await page.click("#step");
  await done(page, 1, 60);
  await page.locator("#s-A").fill("0.5");
  await says(page, "moves=2:0.5");
  await page.click("#step");
  await done(page, 2, 60);
  const { name, bytes } = await saved(page, "Model as safetensors, run A");
  expect(name).toBe("A-sine-step2.safetensors");
  const { state } = fromAddress(new URL(page.url()).hash);
  const run = await openRun(state, state.lanes[0], state.seed);
  run.advance(2);
  const model = loadModel(bytes);
  expect(model.s).toEqual([0.5]);
  expect(model.parameters).toEqual(run.model().parameters);
  run.close();
  await page.click("#step");
  await done(page, 3, 60);
});

test("where the server has ended before the first model is taken away, the page says so and works on", async () => {
  const page = await labToTakeFrom("v=1&steps=60&hidden=30", { provoked: /ERR_FAILED/ });
  await page.click("#step");
  await done(page, 1, 60);
  await page.route(/assets\/onnx-/, (route) => route.abort());
  await page.click("#onnx-A");
  await shows(page, ".notices .error", "is hrta lab still running?");
  await page.click("#step");
  await done(page, 2, 60);
});

test("the address and the command line are copied", async () => {
  const permissions = ["clipboard-read", "clipboard-write"];
  const page = await labToTakeFrom("v=1&steps=60&hidden=30", { permissions });
  const copied = () => page.evaluate<string>("navigator.clipboard.readText()");
  await page.click("#copy-address");
  await shows(page, "[role=status]", "Copied");
  const address = new URL(await copied());
  expect(address.origin).toBe(new URL(page.url()).origin);
  expect(fromAddress(address.hash)).toEqual(fromAddress(new URL(page.url()).hash));
  await page.getByRole("button", { name: "Copy the command line of run A" }).click();
  await expect.poll(copied).toBe(await page.textContent("#command-A"));
});

test("where the browser keeps its clipboard to itself, the text stands there to be copied by hand", async () => {
  // As on a page that another machine serves without encryption.
  const page = await labToTakeFrom("v=1&steps=60&hidden=30", {
    script: 'Object.defineProperty(navigator, "clipboard", { value: undefined });',
  });
  await page.click("#copy-A");
  await shows(page, "[role=status]", "Ctrl+C");
  const selected = await page.evaluate<string>(
    "document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)",
  );
  expect(selected).toBe(await page.textContent("#command-A"));
});
