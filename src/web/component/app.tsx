import { pause, play, reset, step } from "../session/session.js";
import { dismiss, notices, status } from "../session/store.js";
import { invited, tourStep } from "../session/tour.js";
import { tour } from "../tour/steps.js";
import { activation } from "../view/activation.js";
import { views } from "../view/index.js";
import { Controls } from "./controls.js";
import { Header } from "./header.js";
import { LaneStrips } from "./lane-strip.js";
import { SetUp } from "./set-up.js";
import { BackToText, Invitation, Tour } from "./tour.js";
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
          {step !== undefined && <BackToText />}
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
