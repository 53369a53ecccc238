import { effect } from "@preact/signals";
import { type MenuProblem, withProblem } from "../../lab/experiment/problem-menu.js";
import { initialState, type LabData, type LabState } from "../../lab/experiment/state.js";
import { show } from "./session.js";
import { forget, notify, state } from "./store.js";

/** Shows other samples. What was told of those before is of no interest any more. */
export function showData(data: LabData, options: { readonly now?: boolean } = {}): void {
  if (data.kind !== "file") forget();
  show({ ...samplesAgain(state.value), data }, options);
}

/** Shows a problem of the menu, with what suits it. */
export function showProblem(chosen: MenuProblem): void {
  if (chosen.data.kind !== "pde") {
    showData(chosen.data);
    return;
  }
  forget();
  if (state.value.data.kind !== "pde") before = state.value;
  const next = withProblem(state.value, chosen);
  const [{ network, optimizer }] = next.lanes;
  const sigma = network.activation === "tanh" ? "tanh" : "½ ReLU²";
  const method = optimizer.name === "adam" ? "Adam" : "Gauss–Newton";
  notify(
    "note",
    `For this equation: hidden layers of ${network.hidden.join(", ")} with ${sigma}, ${next.steps.toLocaleString("en")} steps of ${method}. Other data bring back what was set before.`,
  );
  show(next);
}

/** Where data come from, as the page has it: an equation is one of its problems. */
export type Source = Exclude<LabData["kind"], "pde">;
export const sourceOf = ({ kind }: LabData): Source => (kind === "pde" ? "problem" : kind);

/** The last experiment with each source. */
const last = new Map<Source, LabState>([["problem", initialState]]);
effect(() => {
  last.set(sourceOf(state.value.data), state.value);
});

/** Shows what a source had last, if anything. */
export function showSource(source: Source): void {
  const known = last.get(source);
  if (!known || known.data === state.value.data) return;
  if (known.data.kind !== "pde") return void showData(known.data);
  forget();
  before = state.value;
  show({ ...state.value, data: known.data, lanes: known.lanes, steps: known.steps });
}

/** The experiment before a differential equation had its runs changed. */
let before: LabState | undefined;

/** Networks, optimisers and steps as they were before a differential equation was chosen, where one is left. */
function samplesAgain(value: LabState): LabState {
  if (value.data.kind !== "pde" || !before) return value;
  const { lanes: usual, steps } = before;
  const lanes = value.lanes.map((lane, i) => {
    const { network, optimizer } = usual[i] ?? usual[0];
    return { ...lane, network, optimizer };
  });
  return { ...value, lanes, steps };
}
