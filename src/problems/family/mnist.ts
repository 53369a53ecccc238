import { z } from "zod";
import { entryText, sortLabels } from "../../model/categories.js";
import type { Dataset } from "../../model/dataset.js";
import type { Column, NumberColumn, Table } from "../../model/table.js";
import { drawn, sizesOf, wrong } from "../fields.js";
import type { Problem } from "../problem.js";
import { standardizeInputs } from "../standardize.js";

/** The first images of a file that the user names. */
export const mnistSpec = z.strictObject({
  name: z.literal("mnist"),
  /** The IDX file of the images (packed with gzip or not). */
  file: z.string().min(1),
  /** The IDX file of the labels. Default: the one beside it. */
  labels: z.string().min(1).optional(),
  /** "unit": 0..1 (default), "raw": 0..255, "sphere": scaled to length 1. */
  pixels: z.enum(["unit", "raw", "sphere"]).optional(),
  /** "digit": the label itself, 0..9, as a number (default); "classes": one output a class. */
  targets: z.enum(["digit", "classes"]).optional(),
  ...drawn,
});

type MnistSpec = z.infer<typeof mnistSpec>;

const mnistSizes = (spec: MnistSpec) => sizesOf({ ...spec, validation: spec.validation ?? 500 }, 60);

/** Images that the problem needs: those to train on, then those to choose by, then those to judge by. */
export function imagesNeeded(spec: MnistSpec): number {
  const { train, validation, test } = mnistSizes(spec);
  return train + validation + test;
}

/**
 * MNIST or its like: images 0 .. k-1 of the table are trained on, the next chosen by (500), the next judged by (1000), whatever
 * the seed. The public notebook behind BXC's figures regresses the raw digits 0..9 of the first 60 or 600 images.
 * @param images a table of pixel columns (numbers) and one label column, the target, as `readTable` or `idxTable` make it.
 * @throws InputError if the table is too short or no such table.
 * @paper BXC Figures 1 to 4
 */
export function mnist(spec: MnistSpec, images: Table): Problem {
  const { name, targets = "digit" } = spec;
  const sizes = mnistSizes(spec);
  const needed = imagesNeeded(spec);
  if (images.rows < needed)
    throw wrong(
      name,
      "file",
      `"${spec.file}" has ${images.rows} images, but ${sizes.train} + ${sizes.validation} + ${sizes.test} are needed; ask for fewer to train, validate or test, or name a longer file`,
    );
  const { pixels, label } = columnsOf(spec, images);
  const target = targets === "digit" ? digits(spec, label, needed) : classes(spec, label, needed);
  const part = (from: number, rows: number): Dataset => ({
    rows,
    inputs: pixels.length,
    outputs: target.outputs,
    x: pixelsOf(spec, pixels, from, rows),
    y: target.y.slice(from * target.outputs, (from + rows) * target.outputs),
  });
  return {
    name,
    title: `${sizes.train} images of ${spec.file.replace(/^.*[\\/]/, "")}, ${targets === "digit" ? "digits as numbers" : "classes"}`,
    task: targets === "digit" ? "regression" : "classification",
    inputs: pixels.length,
    outputs: target.outputs,
    data() {
      const data = {
        train: part(0, sizes.train),
        validation: part(sizes.train, sizes.validation),
        test: part(sizes.train + sizes.validation, sizes.test),
      };
      return spec.standardize ? standardizeInputs(data) : data;
    },
  };
}

function columnsOf({ name, file }: MnistSpec, table: Table): { pixels: readonly NumberColumn[]; label: Column } {
  const [target] = table.targets;
  const label = table.columns.find((column) => column.name === target);
  const rest = table.columns.filter((column) => column !== label);
  const pixels = rest.filter((column) => column.kind === "number");
  if (!label || table.targets.length !== 1 || pixels.length === 0 || pixels.length < rest.length)
    throw wrong(name, "file", `"${file}" is no table of pixels and one label; expected IDX images with their labels`);
  return { pixels, label };
}

function pixelsOf({ pixels: how = "unit" }: MnistSpec, columns: readonly NumberColumn[], from: number, rows: number) {
  const d = columns.length;
  const x = new Float64Array(rows * d);
  columns.forEach(({ values }, j) => {
    for (let i = 0; i < rows; i++) x[i * d + j] = how === "unit" ? values[from + i] / 255 : values[from + i];
  });
  if (how === "sphere") for (let i = 0; i < rows; i++) toUnitLength(x.subarray(i * d, (i + 1) * d));
  return x;
}

function toUnitLength(x: Float64Array): void {
  const length = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
  if (length > 0) for (let j = 0; j < x.length; j++) x[j] /= length;
}

function digits({ name, file }: MnistSpec, label: Column, rows: number) {
  const y = Float64Array.from({ length: rows }, (_, row) => Number(entryText(label, row)));
  const odd = y.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0)
    throw wrong(
      name,
      "targets",
      `the label of image ${odd} of "${file}" is "${entryText(label, odd)}", no number; choose targets "classes"`,
    );
  return { outputs: 1, y };
}

function classes({ name, file }: MnistSpec, label: Column, rows: number) {
  const texts = Array.from({ length: rows }, (_, row) => entryText(label, row) ?? "");
  const names = sortLabels(new Set(texts));
  if (names.length < 2) throw wrong(name, "targets", `all labels of "${file}" are "${names[0]}"; expected two or more`);
  const outputs = names.length === 2 ? 1 : names.length;
  const y = new Float64Array(rows * outputs);
  texts.forEach((text, row) => {
    const code = names.indexOf(text);
    if (outputs === 1) y[row] = code === 0 ? -1 : 1;
    else y[row * outputs + code] = 1;
  });
  return { outputs, y };
}
