import { html, type Markup, withSubscripts } from "./html.js";
import type { Bounded, KernelRecord } from "./kernel-record.js";
import {
  formatBounded,
  formatDate,
  formatDigits,
  formatNumber,
  formatSeconds,
  formatShare,
  roundOutward,
} from "./number.js";
import { pairs, shortList } from "./table.js";

const table = (head: Markup, rows: readonly Markup[]): Markup =>
  html`<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;

const steps = (count: number) => (Number.isFinite(count) ? formatNumber(Math.ceil(count), 2) : "never");

const short = (value: Bounded) => formatBounded(value, { short: true });

/** Learning rates and the flags of `hrta train` that use them. */
export function rateTable({ forecasts }: KernelRecord): Markup {
  return table(
    html`<th class="text">method</th><th>rate</th><th>unstable above</th><th class="text">hrta train …</th>`,
    forecasts.map(
      (f) =>
        html`<tr><td class="text">${f.method}</td><td>${formatNumber(f.recommendedRate, 3)}</td><td>${formatNumber(f.largestRate, 3)}</td><td class="text"><code>${f.flags}</code></td></tr>`,
    ),
  );
}

/** What share of the target is learnt when. */
export function learntTable({ learnt }: KernelRecord): Markup {
  return table(
    html`<th>of the target’s energy</th><th>steps of gradient descent</th><th>time of gradient flow</th>`,
    learnt.map(
      ({ share, time, steps: count }) =>
        html`<tr><td>${formatShare(share)}</td><td>${steps(count)}</td><td>${Number.isFinite(time) ? formatNumber(time, 3) : "never"}</td></tr>`,
    ),
  );
}

/** lambda_min of both kernels and of their sum at each s. */
export function curveTable(curve: KernelRecord["curve"]): Markup {
  return table(
    html`<th class="text">s</th><th>a-kernel</th><th>ω-kernel</th><th>sum</th>`,
    curve.map(
      (point) =>
        html`<tr><td class="text">${formatNumber(point.s)}</td><td>${short(point.a)}</td><td>${short(point.omega)}</td><td>${short(point.sum)}</td></tr>`,
    ),
  );
}

/** What the theorems ask for. */
export function widthTable({ widths }: KernelRecord): Markup {
  return table(
    html`<th class="text">theorem</th><th class="text">says</th><th class="text">formula</th><th>width</th>`,
    widths.map(
      (bound) =>
        html`<tr><td class="text">${bound.paper}</td><td class="name">${withSubscripts(bound.statement)}${bound.note ? html` <span class="muted">${withSubscripts(bound.note)}</span>` : undefined}</td><td class="name">${withSubscripts(bound.formula)}</td><td>${formatNumber(roundOutward(bound.width, "up", 2), 2)}</td></tr>`,
    ),
  );
}

/** The widths that were tried. */
export function seenTable({ rows }: NonNullable<KernelRecord["seen"]>): Markup {
  return table(
    html`<th>width</th><th>share of starts</th><th>starts</th>`,
    rows.map(
      ({ width, share, starts }) =>
        html`<tr><td>${formatNumber(width)}</td><td>${formatShare(share)}</td><td>${formatNumber(starts)}</td></tr>`,
    ),
  );
}

/** Models that need no training. */
export function untrainedTable(untrained: NonNullable<KernelRecord["untrained"]>): Markup {
  return table(
    html`<th class="text">model</th><th>RMSE</th><th>R²</th><th class="text">how</th>`,
    untrained.map(
      ({ name, rmse, r2, detail }) =>
        html`<tr><td class="text">${name}</td><td>${formatDigits(rmse)}</td><td>${formatDigits(r2)}</td><td class="name">${detail}</td></tr>`,
    ),
  );
}

const BIAS = { input: "a constant input 1", layers: "in every layer", none: "none" } as const;

/** Data, network and circumstances: all that is needed to have the report again. */
export function kernelParticulars(record: KernelRecord): Markup {
  const { data, network, spectrum, created, seconds, machine, versions } = record;
  const { train, test } = data.rows;
  return html`<div class="pairs">${[
    pairs("Data", [
      [data.problem ? "problem" : "file", data.file],
      ["rows", `${formatNumber(train)} training${test > 0 ? `, ${formatNumber(test)} test` : ""}`],
      ["inputs", shortList(data.inputs)],
      [data.targets.length === 1 ? "target" : "targets", shortList(data.targets)],
    ]),
    pairs("Kernel", [
      ["hidden layers", formatNumber(network.layers)],
      ["σ", network.activation],
      ["bias", BIAS[network.bias === false ? "none" : network.bias]],
      ["s", formatNumber(record.s)],
      ["size", `${formatNumber(spectrum.size)} × ${formatNumber(spectrum.size)}`],
      ["λ_min", short(spectrum.min)],
      ["λ_max", formatNumber(spectrum.max)],
    ]),
    pairs("Made", [
      ["on", formatDate(created)],
      ["in", formatSeconds(seconds)],
      ["machine", machine],
      ...Object.entries(versions),
    ]),
  ]}</div>`;
}
