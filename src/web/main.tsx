import "./without-eval.js";
import "./style.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { fromAddress, toAddress } from "../lab/experiment/address.js";
import { App, onKey } from "./component/app.js";
import { readFile } from "./session/file.js";
import { show } from "./session/session.js";
import { notify, state } from "./session/store.js";
import { invited, openTour, showsStep, tourStep } from "./session/tour.js";
import { tour } from "./tour/steps.js";

/** Shows what the address says; what is refused in it is told. */
function follow(): void {
  const served = /^#serve=(.+)$/.exec(location.hash);
  if (served) return void fetchServed(served[1]);
  const step = /^#tour=(\d+)$/.exec(location.hash);
  if (step && tour[Number(step[1]) - 1]) {
    openTour(Number(step[1]) - 1);
    return;
  }
  if (location.hash === `#${toAddress(state.value)}`) return;
  const { state: asked, complaints } = fromAddress(location.hash);
  for (const complaint of complaints) notify("error", complaint);
  show(asked, { now: true });
}

/** The file that `hrta lab FILE` serves beside the page. */
async function fetchServed(name: string): Promise<void> {
  try {
    const response = await fetch(`./data/${name}`);
    if (!response.ok) throw new Error(`status ${response.status}`);
    await readFile(decodeURIComponent(name), new Uint8Array(await response.arrayBuffer()));
  } catch (error) {
    notify("error", `The file that this page was opened with could not be read: ${error}`);
    show(state.value, { now: true });
  }
}

const app = document.getElementById("app");
if (app) render(<App />, app);
addEventListener("hashchange", follow);
document.addEventListener("keydown", onKey);
invited.value = location.hash === "";
follow();

// The address follows the experiment, a little later than a dragged slider moves.
let writing: ReturnType<typeof setTimeout> | undefined;
effect(() => {
  const step = tourStep.value;
  const address = step !== undefined && showsStep(step) ? `tour=${step + 1}` : toAddress(state.value);
  clearTimeout(writing);
  writing = setTimeout(() => history.replaceState(null, "", `#${address}`), 300);
});
