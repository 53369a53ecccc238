import { InputError } from "../../model/errors.js";
import type { Table } from "../../model/table.js";
import { type Prepared, prepareProblem, prepareTable } from "../../study/prepare.js";
import { parseRunSpec } from "../../training/spec.js";
import { drawnTable, pointSize } from "../experiment/points.js";
import { type LabState, type Lane, runSpecOf, type SampleData } from "../experiment/state.js";

/**
 * The data and the options of `train` of one lane and seed: exactly those of `hrta train` on the same data.
 * @param table what the user's file holds, where the state names one.
 * @throws InputError for a state that cannot be trained, naming what to change.
 */
export function prepareRun(state: LabState, data: SampleData, lane: Lane, seed: number, table?: Table): Prepared {
  const spec = parseRunSpec(runSpecOf(state, data, lane, seed), "");
  switch (data.kind) {
    case "problem":
      return prepareProblem(spec);
    case "drawn": {
      const { shape, points } = data;
      if (points.length < 2 * pointSize(shape)) throw new InputError("Draw at least two points to train on.");
      return prepareTable(spec, drawnTable(shape, points), "points.csv");
    }
    case "file":
      if (!table) throw new InputError(`The address names the file ${data.name}: choose it again to train on it.`);
      return prepareTable(spec, table, data.name);
  }
}
