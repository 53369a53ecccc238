import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../model/errors.js";
import type { Model } from "../model/model.js";
import { loadModel, modelFromJson } from "../model/serialise.js";
import { runFiles } from "./run-folder.js";

/**
 * Reads a model from a .safetensors or .json file, or from the run folder that holds it.
 * @throws InputError if there is none, or the file is truncated, altered or something else.
 */
export function readModel(path: string): Model {
  if (!existsSync(path)) throw new InputError(`${path}: no such model file or run folder`);
  const file = statSync(path).isDirectory() ? join(path, runFiles.model) : path;
  if (!existsSync(file))
    throw new InputError(`${path}: holds no ${runFiles.model} (did the run diverge, or is it still going?)`);
  if (!/\.(safetensors|json)$/i.test(file))
    throw new InputError(
      `${path}: not a model; expected a run folder, or a .safetensors or .json file that hrta wrote`,
    );
  try {
    const bytes = readFileSync(file);
    if (!/\.json$/i.test(file)) return loadModel(bytes);
    return modelFromJson(JSON.parse(bytes.toString("utf8")));
  } catch (error) {
    if (error instanceof SyntaxError) throw new InputError(`${file}: not valid JSON (${error.message})`);
    if (error instanceof InputError) throw new InputError(`${file}: ${error.message}`);
    throw error;
  }
}
