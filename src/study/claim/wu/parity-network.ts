import { halfSpacesResult } from "../../experiment/wu/half-spaces.js";
import { parityNetworkResult } from "../../experiment/wu/parity-network.js";
import { combine, countRule, type Mode, type Part, type Violation } from "../../verdict/index.js";
import type { Claim } from "../claim.js";
import { gather, onAll, perSeed } from "./gather.js";
import { acrossForms, formsOf } from "./mended.js";

const parityCells = (mode: Mode) =>
  Array.from({ length: mode === "full" ? 16 : 10 }, (_, i) => ({
    experiment: "wu.parity-network",
    params: { inputs: i + 1 },
    seed: 0,
  }));

const SETTINGS = [
  { inputs: 10, faces: 1 },
  { inputs: 10, faces: 3 },
  { inputs: 12, faces: 5 },
];

const faceCells = (mode: Mode) =>
  SETTINGS.flatMap((setting) =>
    ["natural", "signed"].flatMap((law) => perSeed("wu.half-spaces", { ...setting, law }, mode === "full" ? 20 : 3)),
  );

/** Sums of 5 K small terms. */
const ROUNDING = 1e-12;

/** Parities, and intersections of half-spaces, are small two-layer networks. */
export const parityNetworkClaim: Claim = {
  id: "wu.parity-network",
  paper: "Wu",
  where: "Parity functions as two-layer neural networks; proof of Theorem 5",
  statement:
    "Every parity (-1)^(v.x) of d bits is exactly a two-layer relu network of path norm at most C d^2; an intersection of K integer " +
    "half-spaces is the sign of one whose path norm is at most 1/(2K) (K + 1/3 + sum_k (2 (2 |w_k|_1 + |b_k| + 1/2) + 1)), so polynomial in d.",
  setting:
    "The networks are built as the lecture writes them, in signs x = 1 - 2 b in place of its bits b, and evaluated at every corner: parity for d = 1 to 16 and every " +
    "number of bits that count (which ones is immaterial), half-spaces for d = 10 and 12, K = 1, 3, 5, with natural entries as in the lecture and with " +
    "signs. The lecture names no C: in signs the path norm is 2 (d+1) (3d+1) exactly, at most 16 d^2; that of (0.4) itself, on bits, is 12 d (d+1) + 2. The path norm is that of absolute values, the " +
    "constant input's weight included; the bound is tested as printed, and with |b_k| + 1/2 counted for both neurons of a face.",
  cells: (mode) => [...parityCells(mode), ...faceCells(mode)],
  judge(results, mode) {
    const parity = gather(results, parityCells(mode), parityNetworkResult);
    const faces = gather(results, faceCells(mode), halfSpacesResult);
    const dimensions = parity.found.map(({ value }) => value);
    const most = Math.max(0, ...dimensions.map(({ inputs }) => inputs));
    const exact = onAll(parity, () =>
      countRule(
        {
          what: `The network is the parity to the bit at all corners, d = 1 to ${most}`,
          cases: dimensions.reduce((sum, { cases }) => sum + cases, 0),
          seeds: 0,
          exhaustive: true,
          violations: dimensions.flatMap(({ inputs, wrong, worst }) =>
            wrong > 0 ? [{ where: `d = ${inputs}`, by: worst, error: 0 }] : [],
          ),
        },
        { mode },
      ),
    );
    const norm = onAll(parity, () =>
      countRule(
        {
          what: `The path norm in signs is 2 (d+1) (3d+1), at most 16 d^2, d = 1 to ${most}`,
          cases: dimensions.length,
          seeds: 0,
          exhaustive: true,
          violations: dimensions.flatMap(({ inputs: d, pathNorm }) => {
            const by = Math.max(Math.abs(pathNorm - 2 * (d + 1) * (3 * d + 1)), pathNorm - 16 * d * d);
            return by > 0 ? [{ where: `d = ${d}`, by, error: 0 }] : [];
          }),
        },
        { mode },
      ),
    );
    const count = (what: string, breach: (value: (typeof faces.found)[number]["value"]) => number, error: number) =>
      onAll(faces, () =>
        countRule(
          {
            what,
            cases: faces.found.length,
            seeds: new Set(faces.found.map(({ seed }) => seed)).size,
            violations: faces.found.flatMap(({ seed, value }): Violation[] => {
              const by = breach(value);
              return by > error ? [{ where: `seed ${seed}`, by, error }] : [];
            }),
          },
          { mode },
        ),
      );
    const sign = count("sign(g) is the intersection at every corner", ({ wrong }) => wrong, 0);
    const bound: Part[] = [
      {
        name: "with the constant as printed",
        decision: count("The path norm is at most the printed bound", (v) => v.pathNorm - v.printed, ROUNDING),
      },
      {
        name: "with 4 (|b_k| + 1/2) in place of 2 (|b_k| + 1/2)",
        decision: count("The path norm is at most the mended bound", (v) => v.pathNorm - v.corrected, ROUNDING),
      },
    ];
    const parts: Part[] = [
      { name: "parity, outputs", decision: exact },
      { name: "parity, path norm", decision: norm },
      { name: "half-spaces, sign", decision: sign },
      { name: "half-spaces, bound on the path norm", decision: acrossForms(bound) },
    ];
    const excess = faces.found.map(({ value }) => value.pathNorm / value.printed);
    return {
      decision: combine(parts),
      parts: [...parts.slice(0, 3), ...formsOf("half-spaces, bound on the path norm", bound)],
      numbers: [
        {
          name: "corners times sizes of v at which the parity network was evaluated",
          measured: dimensions.reduce((sum, { cases }) => sum + cases, 0),
        },
        {
          name: `path norm in signs at d = ${most}`,
          paper: "C d^2",
          measured: dimensions.find(({ inputs }) => inputs === most)?.pathNorm ?? null,
          note: "2 (d+1) (3d+1); (0.4) on bits has 12 d (d+1) + 2",
        },
        {
          name: `path norm in signs at d = ${most} with d + 1 neurons, equal at the corners`,
          measured: dimensions.find(({ inputs }) => inputs === most)?.compactPathNorm ?? null,
          note: "outer neurons of neighbouring hats cancel",
        },
        {
          name: "largest path norm of a half-space network over the printed bound",
          paper: "at most 1",
          measured: excess.length > 0 ? Math.max(...excess) : null,
        },
      ],
      figures: [
        {
          kind: "points",
          title: "Path norm of the parity network",
          caption: "How the path norm grows with the number of bits: beside 16 d^2, a slope of 2.",
          x: { label: "d", scale: "log" },
          y: { label: "path norm", scale: "log" },
          series: [
            {
              label: "the lecture's neurons, in signs",
              points: dimensions.map(({ inputs, pathNorm }) => ({ x: inputs, y: pathNorm })),
            },
            {
              label: "d + 1 neurons, in signs",
              points: dimensions.map(({ inputs, compactPathNorm }) => ({ x: inputs, y: compactPathNorm })),
            },
            {
              label: "(0.4) on bits, 12 d (d+1) + 2",
              theory: true,
              points: dimensions.map(({ inputs: d }) => ({ x: d, y: 12 * d * (d + 1) + 2 })),
            },
            { label: "16 d^2", theory: true, points: dimensions.map(({ inputs: d }) => ({ x: d, y: 16 * d * d })) },
          ],
        },
      ],
    };
  },
};
