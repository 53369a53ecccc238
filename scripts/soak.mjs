// npm run soak: trains two runs of width 1000 in Chromium for ten minutes, again and again, and watches what the page holds.
// node scripts/soak.mjs [--minutes N]. Exit code 1 if memory after a garbage collection has grown.
import { parseArgs } from "node:util";
import { playOn, seenBy, startLab } from "./lab-drive.mjs";
import { rendererBytes, watchMemory } from "./page-memory.mjs";
import { fail } from "./setup.mjs";

/** Between two lines, in seconds. */
const EVERY = 30;
/** The first so many seconds are the page's youth: code is compiled, arrays reach the length of a run. */
const YOUTH = 60;
/**
 * Growth that is still nothing, in bytes, from the most of the first minute to the least of the last: what is being computed while one looks
 * makes 10 MB of difference, and what is kept for good is in every line. Code that V8 keeps grows by a MB; a page that kept one frame of a run
 * a second, 15 kB, would be 8 MB larger after nine minutes.
 */
const BOUND = 5e6;

const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" } } });
const minutes = Number(values.minutes);
if (!(minutes >= 1)) fail(`--minutes: expected a number from 1 on, got "${values.minutes}"`);
const lab = await startLab();
if (lab.reason) fail(`The lab cannot be opened: ${lab.reason}`);
try {
  process.exitCode = (await soak()) ? 0 : 1;
} finally {
  await lab.close();
}

/** Whether memory stayed where it was. */
async function soak() {
  // So high that every view is on the screen, and drawn.
  const page = await lab.open("v=1&steps=20000&hidden=1000&b.relaxation=stages,0.5@0.5,1", {
    width: 1280,
    height: 3000,
  });
  const complaints = [];
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("crash", () => complaints.push("the page crashed"));
  const memory = await watchMemory(page);
  await playOn(page);

  console.log(`${minutes} min in Chromium ${lab.browser.version()}, two runs of width 1000, every view on the screen`);
  console.log("   time      steps  runs  pictures/s  page MB  workers MB  renderer MB");
  const start = performance.now();
  let before = { steps: 0, pictures: 0, at: 0 };
  let youth = 0;
  const totals = [];
  for (let next = EVERY; next <= 60 * minutes; next += EVERY) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 1000 * next - (performance.now() - start))));
    const { page: own, workers, total } = await memory.measure();
    const seen = await seenBy(page);
    const resident = await rendererBytes(lab.browser);
    const at = (performance.now() - start) / 1000;
    const pictures = (seen.pictures - before.pictures) / (at - before.at);
    console.log(
      [
        `${at.toFixed(0)} s`.padStart(7),
        seen.steps.toLocaleString("en").padStart(10),
        String(seen.runs).padStart(5),
        pictures.toFixed(1).padStart(11),
        megabytes(own).padStart(8),
        megabytes(workers).padStart(11),
        (resident === undefined ? "-" : megabytes(resident)).padStart(12),
      ].join(" "),
    );
    if (complaints.length > 0) break;
    if (seen.steps === before.steps) complaints.push("nothing was trained since the last line");
    before = { ...seen, at };
    if (next <= YOUTH) youth = Math.max(youth, total);
    totals.push(total);
  }
  for (const complaint of complaints) console.log(`The page complained: ${complaint}`);
  const last = Math.min(...totals.slice(-Math.ceil(YOUTH / EVERY)));
  const growth = last - youth;
  const holds = growth <= BOUND;
  console.log(
    `After garbage collection at least ${megabytes(last)} MB in the last minute, ${growth >= 0 ? `${megabytes(growth)} MB more` : `${megabytes(-growth)} MB less`} than the most of the first ` +
      `minute; at most ${megabytes(BOUND)} MB more are allowed: ${holds ? "memory does not grow" : "memory grows"}.`,
  );
  return holds && complaints.length === 0;
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}
