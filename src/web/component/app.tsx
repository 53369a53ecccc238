import { laneName, plainLane } from "../../lab/state.js";
import { pause, play, reset, show, step } from "../session/session.js";
import { dismiss, lanes, notices, selected, state, status } from "../session/store.js";
import { views } from "../view/index.js";
import { Controls } from "./controls.js";
import { DataSetup } from "./data-setup.js";
import { LaneStrips, replaced } from "./lane-strip.js";
import { NetworkSetup, OptimizerSetup } from "./network-setup.js";
import { PathEditor } from "./path-editor.js";
import { TakeAway } from "./take-away.js";
import { ViewCard } from "./view-card.js";

/** The whole page. */
export function App() {
  const { value } = state;
  const index = Math.min(selected.value, value.lanes.length - 1);
  const lane = value.lanes[index] ?? plainLane;
  return (
    <>
      <header>
        <h1>hrta lab</h1>
        <p>
          Train a network, change its activation σ<sub>s</sub>(z) = (1−s) z + s σ(z) on the way, and see what its kernel
          foretells.
        </p>
      </header>
      <main>
        <Controls />
        <LaneStrips />
        <Notices />
        <section class="setup" aria-label="Set-up">
          <details open>
            <summary>Data</summary>
            <DataSetup value={value} />
          </details>
          <details open>
            <summary>Path of s, run {laneName(index)}</summary>
            <PathEditor
              relaxation={lane.relaxation}
              run={lanes.value[index]?.seeds[0]}
              steps={value.steps}
              colour={lanes.value[index]?.colour ?? "blue"}
              onChange={(relaxation) => show(replaced(state.value, index, { relaxation }))}
            />
          </details>
          <details>
            <summary>Network, run {laneName(index)}</summary>
            <NetworkSetup lane={lane} />
          </details>
          <details>
            <summary>Optimiser and length, run {laneName(index)}</summary>
            <OptimizerSetup lane={lane} value={value} />
          </details>
          <details>
            <summary>Take it away</summary>
            <TakeAway value={value} />
          </details>
        </section>
        <section class="views" aria-label="Views">
          {views.map((view) => (
            <ViewCard key={view.id} view={view} />
          ))}
        </section>
      </main>
    </>
  );
}

function Notices() {
  return (
    <div class="notices" aria-live="polite">
      {notices.value.map(({ kind, text }) => (
        <p key={text} class={kind}>
          {text}{" "}
          <button type="button" class="quiet" aria-label="Dismiss" onClick={() => dismiss(text)}>
            ×
          </button>
        </p>
      ))}
    </div>
  );
}

/** Keys that work wherever no field is being written in. */
export function onKey(event: KeyboardEvent): void {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (target instanceof Element && target.closest("input, select, textarea, button, summary, [role=slider]")) return;
  if (event.key === " ") (status.value === "playing" ? pause : play)();
  else if (event.key === ".") step(1);
  else if (event.key === "r") reset();
  else return;
  event.preventDefault();
}
