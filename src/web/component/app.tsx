import { equivalentCommand } from "../../lab/command.js";
import { pathTitle } from "../../lab/preset.js";
import { type LabState, type Lane, laneName, plainLane } from "../../lab/state.js";
import { pause, play, reset, show, step } from "../session/session.js";
import { dismiss, lanes, notices, selected, state, status } from "../session/store.js";
import { invited, openTour, tourStep } from "../session/tour.js";
import { theme, themes } from "../theme.js";
import { tour } from "../tour/steps.js";
import { activation } from "../view/activation.js";
import { views } from "../view/index.js";
import { Controls } from "./controls.js";
import { DataSetup } from "./data-setup.js";
import { LaneStrips, replaced } from "./lane-strip.js";
import { NetworkSetup, OptimizerSetup } from "./network-setup.js";
import { PathEditor } from "./path-editor.js";
import { Invitation, Tour } from "./tour.js";
import { ViewCard } from "./view-card.js";

/** The whole page. */
export function App() {
  const step = tourStep.value;
  return (
    <>
      <Header />
      <main>
        {invited.value && <Invitation />}
        <Controls />
        <LaneStrips />
        <Notices />
        <div class="side">
          {step === undefined ? (
            <>
              <SetUp />
              <ViewCard view={activation} />
            </>
          ) : (
            <Tour index={step} />
          )}
        </div>
        <section class="views" aria-label="Views">
          {viewsOf(step).map((view) => (
            <ViewCard key={view.id} view={view} />
          ))}
        </section>
      </main>
    </>
  );
}

/** All pictures, but that of the activation, which stands beside the path of s; in the tour those of the step. */
const viewsOf = (step: number | undefined) =>
  step === undefined
    ? views.filter((view) => view !== activation)
    : tour[step].views.flatMap((id) => views.find((view) => view.id === id) ?? []);

function Header() {
  return (
    <header>
      <h1>hrta lab</h1>
      <p>
        Train a network, change its activation σ<sub>s</sub>(z) = (1−s) z + s σ(z) on the way, and see what its kernel
        foretells.
      </p>
      <div class="row">
        <button type="button" id="tour" disabled={tourStep.value !== undefined} onClick={() => openTour(0)}>
          Guided tour
        </button>
        <label>
          Theme{" "}
          <select
            id="theme"
            value={theme.value}
            onChange={({ currentTarget: { value } }) => {
              theme.value = themes.find((name) => name === value) ?? "system";
            }}
          >
            {themes.map((name) => (
              <option key={name} value={name}>
                {name === "system" ? "as the system" : name}
              </option>
            ))}
          </select>
        </label>
      </div>
    </header>
  );
}

/** What is trained, and how. */
function SetUp() {
  const { value } = state;
  const index = Math.min(selected.value, value.lanes.length - 1);
  const lane = value.lanes[index] ?? plainLane;
  return (
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
        <summary>The same on the command line</summary>
        {value.lanes.map((each, i) => (
          <SameCommand key={laneName(i)} value={value} lane={each} name={laneName(i)} />
        ))}
      </details>
    </section>
  );
}

/** The command that trains a run again, to the bit, and what it needs. */
function SameCommand({ value, lane, name }: { readonly value: LabState; readonly lane: Lane; readonly name: string }) {
  const { command, needs } = equivalentCommand(value, lane, value.seed);
  return (
    <p>
      {name}, {pathTitle(lane.relaxation)}:<code id={`command-${name}`}>{command}</code>
      {needs !== undefined && <span class="hint">It needs {needs} in the folder.</span>}
    </p>
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
