import { laneName, plainLane } from "../../lab/experiment/state.js";
import { show } from "../session/session.js";
import { lanes, selected, state } from "../session/store.js";
import { DataSetup } from "./data-setup.js";
import { replaced } from "./lane-strip.js";
import { activationTitle, NetworkSetup, OptimizerSetup } from "./network-setup.js";
import { PathEditor } from "./path-editor.js";
import { TakeAway } from "./take-away.js";

/** On a phone the set-up stands before the pictures, and is folded. */
const roomy = matchMedia("(min-width: 821px)").matches;

/** What is trained, and how. */
export function SetUp() {
  const { value } = state;
  const index = Math.min(selected.value, value.lanes.length - 1);
  const lane = value.lanes[index] ?? plainLane;
  return (
    <section class="setup" aria-label="Set-up">
      <details open={roomy}>
        <summary>Data</summary>
        <DataSetup value={value} />
      </details>
      <details open={roomy}>
        <summary>Path of s, run {laneName(index)}</summary>
        <PathEditor
          relaxation={lane.relaxation}
          run={lanes.value[index]?.seeds[0]}
          steps={value.steps}
          sigma={activationTitle(lane.network.activation)}
          colour={lanes.value[index]?.colour ?? "blue"}
          onChange={(relaxation) => show(replaced(state.value, index, { relaxation }))}
        />
      </details>
      <details>
        <summary>Network, run {laneName(index)}</summary>
        <NetworkSetup lane={lane} />
      </details>
      <details>
        <summary>Optimiser, run {laneName(index)}; steps and seed of all</summary>
        <OptimizerSetup lane={lane} value={value} />
      </details>
      <details>
        <summary>Take it away</summary>
        <TakeAway value={value} />
      </details>
    </section>
  );
}
