import { MANY_SEEDS } from "../../lab/experiment/state.js";
import { pause, play, reset, setPace, show, step } from "../session/session.js";
import { lanes, type Pace, pace, paces, speed, state, status } from "../session/store.js";

const paceNames: Readonly<Record<Pace, string>> = {
  slow: "slow",
  normal: "normal",
  fast: "fast",
  full: "as fast as it can",
};

/** Play, pause, step, reset, pace and seeds: what every run obeys. */
export function Controls() {
  const playing = status.value === "playing";
  const { seeds, steps } = state.value;
  return (
    <div class="controls" role="toolbar" aria-label="Training">
      <button
        type="button"
        class="primary"
        id="play"
        aria-keyshortcuts="Space"
        onClick={() => (playing ? pause() : play())}
      >
        <Icon name={playing ? "pause" : "play"} />
        {playing ? "Pause" : status.value === "done" ? "Again" : "Play"}
      </button>
      <button
        type="button"
        id="step"
        aria-keyshortcuts="."
        title="One step of the optimiser (key: .)"
        onClick={() => step(1)}
      >
        Step
      </button>
      <button type="button" id="reset" aria-keyshortcuts="r" title="Back to the start (key: r)" onClick={reset}>
        Reset
      </button>
      <label>
        Speed{" "}
        <select id="pace" value={pace.value} onChange={({ currentTarget }) => setPace(currentTarget.value as Pace)}>
          {Object.keys(paces).map((name) => (
            <option key={name} value={name}>
              {paceNames[name as Pace]}
            </option>
          ))}
        </select>
      </label>
      <label>
        Seeds{" "}
        <select
          id="seeds"
          value={seeds}
          onChange={({ currentTarget }) => show({ ...state.value, seeds: Number(currentTarget.value) })}
        >
          <option value={1}>one</option>
          <option value={MANY_SEEDS}>ten at once</option>
        </select>
      </label>
      <Progress steps={steps} />
    </div>
  );
}

/** Where the run stands; figures of one width, so that nothing moves while they change. */
function Progress({ steps }: { readonly steps: number }) {
  const done = Math.min(...lanes.value.map(({ seeds: [first] }) => first?.step ?? 0), steps);
  return (
    <p class="progress">
      <progress max={steps} value={done} aria-label="Steps done" />
      <span class="figures" id="steps-done">
        {done.toLocaleString("en")} of {steps.toLocaleString("en")} steps
      </span>
      <span class="figures muted" id="speed">
        {status.value === "playing"
          ? `${speed.value.steps.toLocaleString("en")} steps/s, ${speed.value.frames} pictures/s`
          : { opening: "opening…", ready: "ready", paused: "paused", done: "finished" }[status.value]}
      </span>
    </p>
  );
}

const paths = { play: "M4 2.5v11l9-5.5z", pause: "M4 2.5h3v11H4zm5 0h3v11H9z" } as const;

function Icon({ name }: { readonly name: keyof typeof paths }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} fill="currentColor" />
    </svg>
  );
}
