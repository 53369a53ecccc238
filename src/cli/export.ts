import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { InputError } from "../model/errors.js";
import type { Model } from "../model/model.js";
import { didYouMean } from "../model/nearest.js";
import { toRelu } from "../model/relu-form.js";
import type { ReluForm } from "../model/relu-layer.js";
import { modelToJson, saveModel } from "../model/serialise.js";
import { readModel } from "../node/load-model.js";
import { writeAtomic } from "../node/write-atomic.js";

const formats = ["onnx", "safetensors", "json"] as const;
type Format = (typeof formats)[number];

const examples = `
Examples:
  hrta export runs/data --format onnx                    model.onnx, in the data's own units
  hrta export runs/data --format safetensors --pure-relu an equal plain ReLU network (m + 2 neurons)
  hrta export runs/data --format json --pure-relu paper  the 2m neurons of HRTA Remark 1`;

interface ExportFlags {
  readonly format?: string;
  readonly pureRelu?: boolean | string;
  readonly out?: string;
}

/** Adds `hrta export`. */
export function exportCommand(program: Command): void {
  program
    .command("export")
    .summary("write a trained model as ONNX, safetensors or JSON")
    .description("Writes a trained model in a format that other programs read.")
    .argument("<model>", "run folder, or model file (.safetensors, .json)")
    .option("--format <format>", `${formats.join(" | ")} (default: by --out, else onnx)`)
    .option(
      "--pure-relu [form]",
      "as the exactly equal network of plain ReLU neurons: compact (m + 2, default) | paper (2m)",
    )
    .option("--out <file>", "default: beside the model")
    .addHelpText("after", examples)
    .action(runExport);
}

async function runExport(path: string, flags: ExportFlags): Promise<void> {
  const format = formatOf(flags);
  const relu = reluForm(flags.pureRelu);
  const model = readModel(path);
  const exported = relu ? toRelu(model, relu) : model;
  const stem = relu ? "model-relu" : "model";
  // Beside the model, but never over it.
  const name = format === "safetensors" && !relu ? `${stem}-export.${format}` : `${stem}.${format}`;
  const out = flags.out ?? join(statSync(path).isDirectory() ? path : dirname(path), name);
  await writeAtomic(out, await bytesOf(exported, format));
  process.stdout.write(`${out}\n`);
}

async function bytesOf(model: Model, format: Format): Promise<Uint8Array | string> {
  switch (format) {
    case "onnx": {
      const { toOnnx } = await import("../model/onnx.js");
      return toOnnx(model);
    }
    case "safetensors":
      return saveModel(model);
    case "json":
      return `${JSON.stringify(modelToJson(model))}\n`;
  }
}

function formatOf({ format, out }: ExportFlags): Format {
  const wanted = format ?? formats.find((candidate) => out?.endsWith(`.${candidate}`)) ?? "onnx";
  const found = formats.find((candidate) => candidate === wanted);
  if (!found)
    throw new InputError(`--format: expected ${formats.join(", ")}, got "${wanted}"${didYouMean(wanted, formats)}`);
  return found;
}

function reluForm(flag: boolean | string | undefined): ReluForm | undefined {
  if (flag === undefined || flag === false) return undefined;
  if (flag === true || flag === "compact") return "compact";
  if (flag === "paper") return "paper";
  throw new InputError(`--pure-relu: expected compact or paper, got "${flag}"; the model goes before it`);
}
