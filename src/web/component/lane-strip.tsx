import { pathTitle, presetOf, presets } from "../../lab/preset.js";
import { type LabState, MOST_LANES, plainLane } from "../../lab/state.js";
import { setS, show } from "../session/session.js";
import { lanes, selected, state } from "../session/store.js";
import type { LaneView } from "../view/context.js";
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
  const byHand = lane.lane.moves?.at(-1)?.s ?? null;
  const loss = first && first.step > 0 ? first.losses[first.step - 1] : Number.NaN;
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
          aria-valuetext={`s = ${sText(s)}, ${character(s)}`}
          onInput={({ currentTarget }) => setS(index, Number(currentTarget.value))}
        />
        <output class="figures" for={`s-${name}`}>
          {s.toFixed(2)}
        </output>
      </label>
      <button
        type="button"
        class="quiet"
        id={`release-${name}`}
        disabled={byHand === null}
        title="Let s follow its path again"
        onClick={() => setS(index, null)}
      >
        {byHand === null ? "on its path" : "by hand: let go"}
      </button>
      <span class="loss figures" title="Training loss R_s of the last step">
        <span class="caption">loss</span> {numberText(loss)}
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
