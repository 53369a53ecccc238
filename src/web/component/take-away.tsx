import { equivalentCommand } from "../../lab/experiment/command.js";
import { pathTitle } from "../../lab/experiment/preset.js";
import { type LabState, type Lane, laneName } from "../../lab/experiment/state.js";
import { takeModel } from "../session/session.js";
import { lanes, status } from "../session/store.js";
import { Copy } from "./copy.js";

/** What can be had of every run outside this page: its command line and its model. */
export function TakeAway({ value }: { readonly value: LabState }) {
  return (
    <div class="take">
      {value.lanes.map((lane, index) => (
        <TakeRun key={laneName(index)} value={value} lane={lane} index={index} />
      ))}
    </div>
  );
}

/** The command that trains a run again, to the bit, and what it needs; the model as trained so far. */
function TakeRun({ value, lane, index }: { readonly value: LabState; readonly lane: Lane; readonly index: number }) {
  const name = laneName(index);
  const { command, needs } = equivalentCommand(value, lane, value.seed);
  const steps = status.value === "opening" ? 0 : (lanes.value[index]?.seeds[0]?.step ?? 0);
  return (
    <section aria-label={`Take run ${name} away`}>
      <p>
        {name}, {pathTitle(lane.relaxation)}:<code id={`command-${name}`}>{command}</code>
        {needs !== undefined && <span class="hint">It needs {needs} in the folder.</span>}
      </p>
      <p class="row">
        <Copy id={`copy-${name}`} title="Copy" label={`Copy the command line of run ${name}`} text={() => command} />
      </p>
      <p class="row">
        {(["onnx", "safetensors"] as const).map((form) => (
          <button
            key={form}
            type="button"
            class="quiet"
            id={`${form}-${name}`}
            disabled={steps === 0}
            aria-label={`Model as ${titles[form]}, run ${name}`}
            onClick={() => takeModel(index, form)}
          >
            Model as {titles[form]}
          </button>
        ))}
      </p>
      <p class="hint">
        ONNX takes the columns in their own units, and gives the target in its own.{" "}
        {steps === 0
          ? "There is a model to take away once a step has been made."
          : `The model of seed ${value.seed} after ${steps.toLocaleString("en")} ${steps === 1 ? "step" : "steps"}.`}
      </p>
    </section>
  );
}

const titles = { onnx: "ONNX", safetensors: "safetensors" } as const;
