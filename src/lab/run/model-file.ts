import type { Model } from "../../model/model.js";
import { type LabState, laneName } from "../experiment/state.js";

/** How a page gives a model away; what stands behind the dot of the file's name. */
export type ModelForm = "onnx" | "safetensors";

/** What writes the file that `hrta export` writes. Loaded when it is first asked for: few who train take a model away. */
export async function modelWriter(form: ModelForm): Promise<(model: Model) => Uint8Array> {
  switch (form) {
    case "onnx":
      return (await import("../../model/onnx.js")).toOnnx;
    case "safetensors":
      return (await import("../../model/serialise.js")).saveModel;
  }
}

/** What the name of a lane's file begins with: the run and what it learns, "A-sine". */
export const fileStem = ({ data }: LabState, lane: number): string =>
  `${laneName(lane)}-${dataWord(data).replace(/[^\p{Letter}\p{Number}_-]+/gu, "-")}`;

function dataWord(data: LabState["data"]): string {
  switch (data.kind) {
    case "problem":
      return data.problem.name === "function" ? data.problem.target : data.problem.name;
    case "pde":
      return data.problem;
    case "drawn":
      return "drawn";
    case "file":
      return data.name.replace(/\.[^.]*$/, "");
  }
}
