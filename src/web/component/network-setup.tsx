import type { ActivationName } from "../../engine/program.js";
import { type LabState, type Lane, MOST_DEPTH, MOST_STEPS, MOST_WIDTH } from "../../lab/experiment/state.js";
import type { OptimizerSpec } from "../../training/spec.js";
import { measure, show } from "../session/session.js";
import { lanes, selected, state } from "../session/store.js";
import { Choice, NumberField, TextField } from "./fields.js";
import { replaced } from "./lane-strip.js";

const activationTitles: readonly (readonly [ActivationName, string])[] = [
  ["relu", "ReLU"],
  ["halfSquaredRelu", "½ ReLU²"],
  ["gelu", "GELU"],
  ["softplus", "softplus"],
  ["tanh", "tanh"],
  ["erf", "erf"],
];

export const activationTitle = (name: ActivationName = "relu"): string =>
  activationTitles.find(([known]) => known === name)?.[1] ?? name;

const change = (part: Partial<Lane>) => show(replaced(state.value, selected.value, part));

/** Width, depth, scaling, bias and activation of the selected run. */
export function NetworkSetup({ lane }: { readonly lane: Lane }) {
  const { hidden, activation = "relu", scaling = "ntk", bias = "input" } = lane.network;
  const network = (part: Partial<Lane["network"]>) => change({ network: { ...lane.network, ...part } });
  return (
    <div class="fields">
      <TextField
        id="hidden"
        label="Hidden layers"
        value={hidden.join(", ")}
        hint="neurons of each layer, e.g. 1000 or 100, 100"
        read={(text) => {
          const widths = text
            .split(/[\s,]+/)
            .filter(Boolean)
            .map(Number);
          const fits = widths.every((width) => Number.isInteger(width) && width >= 1 && width <= MOST_WIDTH);
          return fits && widths.length >= 1 && widths.length <= MOST_DEPTH
            ? widths
            : `expected 1 to ${MOST_DEPTH} whole numbers from 1 to ${MOST_WIDTH}`;
        }}
        onChange={(widths) => network({ hidden: widths })}
      />
      <Choice<ActivationName>
        id="activation"
        label="Activation σ"
        value={activation}
        options={activationTitles}
        onChange={(value) => network({ activation: value })}
      />
      <Choice
        id="scaling"
        label="Scaling"
        value={scaling}
        options={[
          ["ntk", "NTK, 1/√m (the papers)"],
          ["standard", "standard (He)"],
          ["mean-field", "mean field, 1/m"],
        ]}
        onChange={(value) => network({ scaling: value })}
      />
      <Choice
        id="bias"
        label="Bias"
        value={bias === false ? "none" : bias}
        options={[
          ["input", "a constant 1 beside x"],
          ["layers", "one in every layer"],
          ["none", "none"],
        ]}
        onChange={(value) => network({ bias: value === "none" ? false : value })}
      />
    </div>
  );
}

/** Methods that the page offers, with the rate each begins with. */
const methods: Readonly<Record<string, { readonly title: string; readonly spec: OptimizerSpec }>> = {
  adam: { title: "Adam", spec: { name: "adam", rate: 0.01, decay: "cosine" } },
  adamW: { title: "AdamW", spec: { name: "adamW", rate: 0.01, decay: "cosine" } },
  gd: { title: "gradient descent", spec: { name: "gd", rate: 1, decay: "none" } },
  heavyBall: { title: "heavy ball", spec: { name: "heavyBall", rate: 1, momentum: 0.9, decay: "none" } },
  nesterov: { title: "Nesterov", spec: { name: "nesterov", rate: 0.5, gamma: 3, decay: "none" } },
  lbfgs: { title: "L-BFGS", spec: { name: "lbfgs" } },
  gaussNewton: { title: "Gauss–Newton", spec: { name: "gaussNewton", adapt: true } },
};

/** The optimiser of the selected run, its rate, and what all runs share: steps and seed. */
export function OptimizerSetup({ lane, value }: { readonly lane: Lane; readonly value: LabState }) {
  const { optimizer } = lane;
  const rated = "rate" in optimizer && optimizer.name !== "lbfgs" && optimizer.name !== "gaussNewton";
  return (
    <div class="fields">
      <Choice
        id="optimizer"
        label="Optimiser"
        value={optimizer.name}
        options={[
          ...Object.entries(methods).map(([name, { title }]) => [name, title] as const),
          // An address may name any method of the library.
          ...(optimizer.name in methods ? [] : [[optimizer.name, optimizer.name] as const]),
        ]}
        onChange={(name) => {
          if (name in methods) change({ optimizer: methods[name].spec });
        }}
      />
      {rated && (
        <NumberField
          id="rate"
          label="Learning rate"
          value={optimizer.rate ?? 1}
          least={1e-8}
          most={1e4}
          hint={<StableRate name={optimizer.name} />}
          onChange={(rate) => change({ optimizer: { ...optimizer, rate } })}
        />
      )}
      {rated && "decay" in optimizer && (typeof optimizer.decay === "string" || optimizer.decay === undefined) && (
        <Choice
          id="decay"
          label="Decay of the rate"
          value={optimizer.decay ?? "none"}
          options={[
            ["none", "none"],
            ["cosine", "cosine to 0"],
            ["exponential", "exponential"],
          ]}
          onChange={(decay) => change({ optimizer: { ...optimizer, decay } })}
        />
      )}
      <NumberField
        id="steps"
        label="Steps of every run"
        value={value.steps}
        least={1}
        most={MOST_STEPS}
        whole
        onChange={(steps) => show({ ...value, steps })}
      />
      <NumberField
        id="budget"
        label="… or a time budget in seconds"
        value={0}
        least={0}
        most={120}
        hint="measured once here and turned into steps"
        onChange={async (seconds) => {
          if (seconds > 0) show({ ...state.value, steps: Math.min(await measure(seconds), MOST_STEPS) });
        }}
      />
      <NumberField
        id="seed"
        label="Seed of every run"
        value={value.seed}
        least={-1e9}
        most={1e9}
        whole
        hint="one seed, one curve: here and on the command line, to the bit"
        onChange={(seed) => show({ ...value, seed })}
      />
    </div>
  );
}

/** Up to which rate plain gradient descent is stable under the kernel at the present s: 2 n / lambda_max. */
function StableRate({ name }: { readonly name: string }) {
  const lane = lanes.value[selected.value];
  const curve = lane?.theory.start?.curve;
  if (name !== "gd" || !curve || !lane.start || lane.start.task !== "regression") return null;
  const at = Math.min(Math.max(Math.round(lane.s / 0.05), 0), curve.s.length - 1);
  const rate = (2 * curve.rows) / curve.values[at][0];
  return <>stable up to about {Number(rate.toPrecision(2))}: 2n/λ_max(K_s)</>;
}
