import { pathTitle, presetOf, presets } from "../../lab/experiment/preset.js";
import { type LabState, MOST_LANES, plainLane } from "../../lab/experiment/state.js";
import { setS, show } from "../session/session.js";
import { lanes, selected, state, status } from "../session/store.js";
import type { LaneView } from "../view/context.js";
import { lossBand } from "../view/loss-band.js";
import { numberText, sText } from "../view/word.js";

/** A row for each run that is compared: its path of s, the s of this moment to take hold of, and its loss. */
export function LaneStrips() {
  const { value } = state;
  return (
    <section class="lanes" aria-label="Runs">
      {lanes.value.map((lane, index) => (
        <LaneStrip key={lane.name} lane={lane} index={index} alone={lanes.value.length === 1} />
      ))}
      {value.lanes.length < MOST_LANES && (
        <button type="button" class="quiet" id="add-run" onClick={() => show(withAnotherRun(value))}>
          + Compare with another run
        </button>
      )}
    </section>
  );
}

/** The next run is the first with the first path that no run has yet. */
function withAnotherRun(value: LabState): LabState {
  const [first = plainLane] = value.lanes;
  const taken = value.lanes.map(({ relaxation }) => presetOf(relaxation)?.id);
  const free = presets.find(({ id }) => !taken.includes(id)) ?? presets[0];
  const { moves: _, ...lane } = first;
  return { ...value, lanes: [...value.lanes, { ...lane, relaxation: free.relaxation }] };
}

function LaneStrip({
  lane,
  index,
  alone,
}: {
  readonly lane: LaneView;
  readonly index: number;
  readonly alone: boolean;
}) {
  const { name, colour, s, seeds, refused } = lane;
  const [first] = seeds;
  const preset = presetOf(lane.lane.relaxation);
  const step = first?.step ?? 0;
  const loss = step === 0 ? Number.NaN : seeds.length > 1 ? medianLoss(lane) : first.losses[step - 1];
  return (
    <fieldset class={`lane ${colour}`} aria-label={`Run ${name}`}>
      <button
        type="button"
        class="name"
        aria-pressed={selected.value === index}
        title={`Set up run ${name}`}
        onClick={() => {
          selected.value = index;
        }}
      >
        {name}
      </button>
      <label class="path">
        <span class="caption">path of s</span>
        <select
          id={`preset-${name}`}
          value={preset?.id ?? "own"}
          onChange={({ currentTarget }) => {
            const chosen = presets.find(({ id }) => id === currentTarget.value);
            if (chosen) show(replaced(state.value, index, { relaxation: chosen.relaxation }));
          }}
        >
          {presets.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
          {!preset && <option value="own">{pathTitle(lane.lane.relaxation)}</option>}
        </select>
      </label>
      <label class="slider">
        <span class="caption">s now</span>
        <input
          id={`s-${name}`}
          type="range"
          min={0}
          max={2}
          step={0.01}
          value={s}
          disabled={status.value === "done"}
          aria-valuetext={`s = ${sText(s)}, ${character(s)}`}
          onInput={({ currentTarget }) => setS(index, Number(currentTarget.value))}
        />
        <output class="figures" for={`s-${name}`}>
          {s.toFixed(2)}
        </output>
      </label>
      <Hand lane={lane} index={index} step={step} />
      <span class="loss figures" title="Training loss R_s of the last step">
        <span class="caption">{seeds.length > 1 ? "median loss" : "loss"}</span> {numberText(loss)}
      </span>
      <button
        type="button"
        class="quiet remove"
        id={`remove-${name}`}
        disabled={alone}
        aria-label={`Remove run ${name}`}
        onClick={() => {
          selected.value = 0;
          show({ ...state.value, lanes: state.value.lanes.filter((_, i) => i !== index) });
        }}
      >
        ×
      </button>
      {refused !== undefined && (
        <p class="refused" role="alert">
          {refused}
        </p>
      )}
    </fieldset>
  );
}

/** Whether s follows its path or the hand: gives it back to the path, or forgets what the hand did before. */
function Hand({ lane, index, step }: { readonly lane: LaneView; readonly index: number; readonly step: number }) {
  const moves = lane.lane.moves ?? [];
  const held = (moves.findLast((move) => move.step <= step + 1)?.s ?? null) !== null;
  const [text, title, act] = held
    ? ["back to its path", "s is where it was set by hand", () => setS(index, null)]
    : moves.length > 0
      ? ["forget my moves", "s is moved as it was by hand before", () => show(replaced(state.value, index, {}))]
      : ["follows its path", "Take the slider to move s by hand", undefined];
  return (
    <button
      type="button"
      class="quiet hand"
      id={`release-${lane.name}`}
      disabled={act === undefined || (held && status.value === "done")}
      title={title}
      onClick={act}
    >
      {text}
    </button>
  );
}

/** The median of the seeds' losses at the last step that all have reached. */
function medianLoss({ seeds }: LaneView): number {
  const { step, median } = lossBand(seeds);
  return step === 0 ? Number.NaN : median[step - 1];
}

/** What a network at this s is, in a word. */
function character(s: number): string {
  if (s === 0) return "a linear network";
  if (s < 1) return "between linear and ReLU";
  if (s === 1) return "ReLU";
  return s < 2 ? "past ReLU" : "the absolute value";
}

/** The state with a part of one lane replaced; what was set by hand belongs to the run that was. */
export function replaced(value: LabState, index: number, part: Partial<LabState["lanes"][number]>): LabState {
  return {
    ...value,
    lanes: value.lanes.map(({ moves: _, ...lane }, i) => (i === index ? { ...lane, ...part } : lane)),
  };
}
