import type { NetworkSpec } from "../model/network.js";
import type { Split } from "../model/split.js";
import { type MethodName, methods } from "../theory/forecast/method.js";
import { withDefaults } from "../training/defaults.js";

/** A method of the forecast at a rate. */
export interface Run {
  readonly method: MethodName;
  readonly rate: number;
}

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** What a method ran with, as in "rate 0.1, momentum 0.9". */
export const settingsOf = ({ method, rate }: Run): string =>
  [`rate ${short(rate)}`, ...Object.entries(methods[method].options).map(([name, value]) => `${name} ${value}`)].join(
    ", ",
  );

const optimizerFlags: Readonly<Record<MethodName, "gd" | "heavyBall" | "nesterov">> = {
  gradientDescent: "gd",
  heavyBall: "heavyBall",
  nesterov: "nesterov",
};

/**
 * Momentum and gamma of the forecast are the defaults of `hrta train`, and so is a constant rate; the rest is told where it would choose
 * otherwise for these data, or is not the network that the kernel is of.
 */
export function flagsOf(
  { method, rate }: Run,
  { data, network, s }: { readonly data: Split; readonly network: NetworkSpec; readonly s: number },
): string {
  const { hidden, bias, inputInit, outputInit, activation } = network;
  const { spec } = withDefaults(
    { optimizer: { name: optimizerFlags[method] } },
    { train: data.train, classes: data.encoding.target.kind === "classes" },
  );
  return [
    `--s ${s} --optimizer ${optimizerFlags[method]} --rate ${short(rate)}`,
    hidden.length > 1 ? `--hidden ${hidden.map(() => 1000).join(",")}` : "",
    activation.sigma.name === "relu" ? "" : `--activation ${activation.sigma.name}`,
    bias === "input" ? "" : `--bias ${bias === false ? "none" : bias}`,
    inputInit === "normal" ? "" : `--input-init ${inputInit}`,
    outputInit === "normal" ? "" : `--output-init ${outputInit}`,
    spec.network?.scaling === undefined ? "" : "--scaling ntk",
    spec.loss === "mse" ? "" : "--loss mse",
    spec.batch === undefined ? "" : "--batch full",
  ]
    .filter((flag) => flag !== "")
    .join(" ");
}
