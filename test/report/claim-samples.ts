import { random } from "../../src/numerics/random.js";
import type { ClaimEntry, ClaimSite } from "../../src/report/claim/record.js";
import type { ClaimFigure, CurveFigure, Judgement } from "../../src/study/claim/claim.js";
import type { Decision } from "../../src/study/verdict/index.js";

const logSpaced = (points: number, last: number): number[] => {
  const steps = Array.from({ length: points }, (_, i) => Math.round(last ** (i / (points - 1))));
  return [...new Set(steps)];
};

/** Losses that fall like a power of the step, with a jump after step 3000, and one seed that diverges at the end. */
function losses(step: readonly number[], seeds: number, power: number, name: string): (number | null)[][] {
  return Array.from({ length: seeds }, (_, seed) => {
    const source = random(seed, name);
    const level = 0.3 * 10 ** (0.4 * source.normal());
    return step.map((at, i) => {
      if (name === "Adam" && seed === 1 && i > 0.8 * step.length) return null;
      const jump = name !== "Adam" && at > 3000 ? 3 : 1;
      return Number((level * jump * at ** power * 10 ** (0.05 * source.normal())).toPrecision(6));
    });
  });
}

export const curveFigure = (): CurveFigure => {
  const x = logSpaced(150, 16000);
  return {
    kind: "curves",
    title: "Training loss, sin(2 pi x), m = 1000",
    caption: "Where the orange curve lies under the blue one, relaxation pays; the loss jumps at the hard switch of s.",
    x: { label: "step", scale: "log" },
    y: { label: "R(theta)", scale: "log" },
    series: [
      { label: "Adam, s = 1", x, runs: losses(x, 10, -0.9, "Adam") },
      { label: "HRTA, s = 0.5 -> 1", x, runs: losses(x, 10, -1.1, "HRTA") },
      {
        label: "exp(-(lambda_a + lambda_omega) t / n)",
        x,
        runs: [x.map((at) => 0.4 * Math.exp(-0.004 * at))],
        theory: true,
      },
    ],
    marks: [
      { x: 3000, label: "s = 1" },
      { x: 3600, label: "t_1^*" },
      { x: 15000, label: "the end" },
    ],
  };
};

/** Two methods at four widths: too many curves for one pair of axes. */
export const widthFigure = (): CurveFigure => {
  const x = logSpaced(80, 8000);
  return {
    kind: "curves",
    title: "Validation error against the step",
    caption: "See how the gap closes as the network gets wider.",
    x: { label: "step", scale: "log" },
    y: { label: "RMSE", scale: "log" },
    series: [100, 200, 400, 1000].flatMap((m, i) =>
      ["Adam", "HRTA"].map((name, j) => ({
        label: `m = ${m}, ${name}`,
        x,
        runs: losses(x, 3, -0.5 - 0.1 * i * (j + 1), name),
      })),
    ),
  };
};

export const pointFigure = (): ClaimFigure => ({
  kind: "points",
  title: "||H(0) - H_inf|| against the width",
  caption: "The points follow m^(-1/2), which the lemma needs.",
  x: { label: "m", scale: "log" },
  y: { label: "||H(0) - H_inf||_2", scale: "log" },
  series: [
    {
      label: "measured",
      points: [64, 128, 256, 512, 1024, 2048].map((m) => {
        const y = 9.3 * m ** -0.49;
        return { x: m, y, low: y * 0.8, high: y * 1.3 };
      }),
      fit: { exponent: -0.49, factor: 9.3 },
    },
    {
      label: "lambda_0 / 4",
      points: [
        { x: 64, y: 0.4 },
        { x: 2048, y: 0.4 },
      ],
      theory: true,
    },
  ],
});

export const surfaceFigure = (): ClaimFigure => ({
  kind: "surface",
  title: "Risk of the cosine neuron",
  caption: "For larger L the population risk is flat but for a well.",
  x: { label: "w_1", scale: "linear" },
  y: { label: "w_2", scale: "linear" },
  value: { label: "R(w)", scale: "linear" },
  panels: [1, 4, 16].map((L) => {
    const axis = Array.from({ length: 31 }, (_, i) => -3 + i / 5);
    return {
      label: `L = ${L}`,
      x: axis,
      y: axis,
      z: axis.map((b) =>
        axis.map((a) =>
          a === -3 && b === -3 ? Number.NaN : 1 - Math.exp(-L * ((a - 1) ** 2 + b * b)) + 0.1 * Math.cos(3 * a),
        ),
      ),
    };
  }),
});

const holds: Decision = {
  verdict: "holds",
  because:
    "m = 1000: against Adam the loss of HRTA changes by -0.62 decades [-0.8, -0.41] (95 % interval; 10 seeds: 9 lower, 0 equal, 1 higher; p = 0.0039); of interest: 0.1 decades.",
};
const fails: Decision = {
  verdict: "fails",
  because:
    "lambda_min grows with s: broken in 41 of 200 cases, most at seed 3, s = 0.75, by 1.2e-5 (numerical error at most 3e-17). It is as PAPERS.md HRTA 3 says.",
  counterexample: true,
};

const judgement = (decision: Decision, figures: readonly ClaimFigure[] = []): Judgement => ({
  decision,
  parts: [],
  numbers: [],
  figures,
});

const entry = (
  id: string,
  [paper, where, statement]: readonly [ClaimEntry["claim"]["paper"], string, string],
  judged: Judgement,
): ClaimEntry => ({
  claim: {
    id,
    paper,
    where,
    statement,
    setting:
      "100 points of a grid in [0, 1], a constant input beside x (PAPERS.md HRTA 4), float64. Ours, because the paper is silent: learning rate 1e-3, cosine decay, 10 seeds.",
  },
  judgement: judged,
  date: "2026-11-21T00:33:12.000Z",
  seconds: 412.7,
  cells: 60,
  failed: 0,
  seeds: 10,
  versions: { hrta: "0.4.0", "Node.js": "24.4.0" },
  machine: "2 cores, Linux x64",
  command: `hrta reproduce ${id}`,
});

const widths = [100, 200, 400, 1000].map((m, i) => ({
  name: `m = ${m}`,
  decision:
    i < 3
      ? holds
      : ({ verdict: "undecided", because: "m = 1000: 19 seeds, the rule asks for 20; 1 more is missing." } as const),
}));

/** A site with a claim of each verdict, and each kind of figure. */
export const claimSite = (mode: ClaimSite["mode"] = "full"): ClaimSite => ({
  title: "The claims of three papers, tested",
  created: "2026-11-21T01:00:00.000Z",
  command: `hrta reproduce all${mode === "quick" ? " --quick" : ""}`,
  mode,
  errata: [
    {
      paper: "HRTA",
      number: 3,
      text: "Theorem 1 (lambda_min grows with s) is false: one point of length 1 has K_s = 1 - s + s^2/2.",
    },
    { paper: "HRTA", number: 4, text: "No bias is stated. Without one the loss cannot fall below 0.2105." },
    { paper: "BXC", number: 1, text: "At b = sqrt(2 lambda_0) the loss decays as exp(-sqrt(2 lambda_0) t)." },
  ],
  claims: [
    entry(
      "hrta.theorem1",
      ["HRTA", "Theorem 1", "lambda_min(K_s) grows with s on [0, 2], for the a-kernel and the omega-kernel."],
      judgement(fails, [
        {
          kind: "curves",
          title: "lambda_min(K_s)",
          caption: "It falls before it grows.",
          x: { label: "s", scale: "linear" },
          y: { label: "lambda_min(K_s)", scale: "linear" },
          series: [
            {
              label: "one point of length 1",
              x: [0, 0.5, 1, 1.5, 2],
              runs: [[1, 0.625, 0.5, 0.625, 1]],
            },
          ],
        },
      ]),
    ),
    entry(
      "hrta.fig2",
      ["HRTA", "Figure 2", "For sin(2 pi x), n = 100, m = 1000, both s = 0.5 and s = 1.5 beat Adam after 16000 steps."],
      {
        decision: {
          verdict: "holds under conditions",
          because: `Of 4 parts: 1 undecided, 3 holds. ${widths.map((w) => `(${w.name}) ${w.decision.because}`).join(" ")}`,
          conditions: "m = 100; m = 200; m = 400",
        },
        parts: widths,
        numbers: [
          { name: "loss of Adam, m = 200", paper: "2.02e-5", measured: 1.874e-5, interval: [1.2e-5, 2.9e-5] },
          {
            name: "loss of HRTA, s = 1.5",
            paper: "8.72e-7",
            measured: 6.1e-6,
            interval: [2.2e-6, 9.5e-6],
            note: "the paper has one seed",
          },
          { name: "lambda_min at s = 1", measured: "4.05(2)e-9" },
          { name: "steps until R <= 1e-6", measured: null, note: "no seed reaches it" },
        ],
        figures: [curveFigure(), widthFigure()],
      },
    ),
    entry(
      "hrta.prop1",
      ["HRTA", "Proposition 1", "lambda_min(G(theta0)) >= 3/4 (lambda_a + lambda_omega) for wide networks."],
      judgement({ verdict: "vacuous", because: "The width that it asks for is 1e26; a width of 65536 is seen to do." }),
    ),
    {
      ...entry(
        "bxc.h-infinity",
        [
          "BXC",
          "Lemma 3.1",
          "H(0) -> H_inf as the width grows, ||H(0) - H_inf|| <= lambda_0/4 for m = Omega(n^2/lambda_0^2 log n).",
        ],
        judgement(holds, [pointFigure()]),
      ),
      failed: 2,
    },
    entry(
      "wu.cosine-landscape",
      [
        "Wu",
        "section “landscape”",
        "The population loss is flat but for a deep well, the empirical loss full of bad minima.",
      ],
      judgement({ verdict: "undecided", because: "Bad minima: 9 seeds, the rule asks for 10; 1 more is missing." }, [
        surfaceFigure(),
      ]),
    ),
  ],
});

/** Rows of a CSV text in quotes where needed, as RFC 4180 has it. */
export function parseCsv(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === "\n") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
