import type { Model } from "../model/model.js";

/** How a page gives a model away; what stands behind the dot of the file's name. */
export type ModelForm = "onnx" | "safetensors";

/** What writes the file that `hrta export` writes. Loaded when it is first asked for: few who train take a model away. */
export async function modelWriter(form: ModelForm): Promise<(model: Model) => Uint8Array> {
  switch (form) {
    case "onnx":
      return (await import("../model/onnx.js")).toOnnx;
    case "safetensors":
      return (await import("../model/serialise.js")).saveModel;
  }
}
