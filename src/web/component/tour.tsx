import { useEffect, useRef } from "preact/hooks";
import { initialState } from "../../lab/experiment/state.js";
import { play, show } from "../session/session.js";
import { lanes, state, status } from "../session/store.js";
import { closeTour, openTour, showsStep } from "../session/tour.js";
import { tour } from "../tour/steps.js";

/** A stop of the guided tour: what to know, what to do, and, once the runs are through, what they have shown. */
export function Tour({ index }: { readonly index: number }) {
  const { title, text, look, finding, moral, claims } = tour[index];
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Who reads by ear or comes by the keyboard goes on where the text begins, who has scrolled down sees it.
    heading.current?.focus({ preventScroll: true });
    const section = heading.current?.closest("section");
    if (section && section.getBoundingClientRect().top < 0) scrollTo({ top: 0 });
  }, [index]);
  const done = status.value === "done";
  const same = showsStep(index);
  return (
    <section class="tour" aria-label="Guided tour">
      <p class="hint">
        Guided tour, {index + 1} of {tour.length}
        <button type="button" class="quiet" id="tour-leave" onClick={closeTour}>
          Leave the tour
        </button>
      </p>
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {text.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <p class="look">{look}</p>
      <div aria-live="polite">
        {!same && (
          <p class="hint">
            This is an experiment of your own by now.{" "}
            <button type="button" class="quiet" id="tour-restore" onClick={() => openTour(index)}>
              Back to that of this step
            </button>
          </p>
        )}
        {done && (
          <div class="finding">
            {same && (
              <p>
                <strong>Your runs.</strong> {finding({ state: state.value, lanes: lanes.value })}
              </p>
            )}
            {moral.map((paragraph, i) => (
              <p key={paragraph}>
                {i === 0 && <strong>What to take along. </strong>}
                {paragraph}
              </p>
            ))}
            {claims.length > 0 && (
              <p class="hint">
                Our studies of it, to run again in a terminal with hrta, the program that this page is part of:{" "}
                <code>hrta reproduce {claims.join(" ")}</code>
              </p>
            )}
          </div>
        )}
      </div>
      <p class="row">
        <button type="button" id="tour-back" disabled={index === 0} onClick={() => openTour(index - 1)}>
          Back
        </button>
        {!done ? (
          <button
            type="button"
            id="tour-play"
            class="primary"
            disabled={status.value === "playing" || status.value === "opening"}
            onClick={() => {
              play();
              showViews();
            }}
          >
            {status.value === "playing" ? "Training…" : "Play"}
          </button>
        ) : (
          <>
            <NextStep index={index} />
            <button type="button" id="tour-again" onClick={play}>
              Run again
            </button>
          </>
        )}
        {!done && index < tour.length - 1 && (
          <button type="button" class="quiet" id="tour-skip" onClick={() => openTour(index + 1)}>
            Skip
          </button>
        )}
      </p>
    </section>
  );
}

/** On a screen too small for text and pictures together the runs and their pictures are what one wants to see while it trains. */
function showViews(): void {
  const views = document.querySelector(".views");
  if (views && views.getBoundingClientRect().top > innerHeight / 2)
    document.querySelector(".lanes")?.scrollIntoView({ behavior: "smooth" });
}

/** The way back to the text on such a screen, once the runs are through. */
export function BackToText() {
  if (status.value !== "done") return null;
  return (
    <button type="button" class="back primary" id="tour-text" onClick={() => scrollTo({ top: 0, behavior: "smooth" })}>
      Done: what does it show?
    </button>
  );
}

function NextStep({ index }: { readonly index: number }) {
  const last = index === tour.length - 1;
  return (
    <button
      type="button"
      id="tour-next"
      class="primary"
      onClick={() => {
        if (!last) return openTour(index + 1);
        closeTour();
        scrollTo({ top: 0 });
        show(initialState, { play: false });
      }}
    >
      {last ? "Try your own" : "Next"}
    </button>
  );
}

/** For who comes for the first time. */
export function Invitation() {
  return (
    <section class="invitation" aria-label="For newcomers">
      <p>
        <strong>New here?</strong> Six short experiments show what s does, what the kernel has to do with it, and when
        relaxation helps and when not. They run on your machine, and nothing is sent anywhere.
      </p>
      <p class="row">
        <button type="button" class="primary" id="tour-start" onClick={() => openTour(0)}>
          Take the tour
        </button>
        <button type="button" class="quiet" id="tour-decline" onClick={closeTour}>
          Not now
        </button>
      </p>
    </section>
  );
}
