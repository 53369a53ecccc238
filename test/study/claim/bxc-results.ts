import type { Cell, Json } from "../../../src/study/cell.js";
import { bxcClaims } from "../../../src/study/claim/bxc/index.js";
import type { Claim, ClaimFiles, ClaimResults } from "../../../src/study/claim/claim.js";
import type { Mode } from "../../../src/study/verdict/index.js";

export const files = { mnist: "images-idx3-ubyte" };

export const claimOf = (id: string): Claim => {
  const found = bxcClaims.find((claim) => claim.id === id);
  if (!found) throw new Error(`no claim ${id}`);
  return found;
};

// What cells would give if all that BXC asserts were so: numbers by hand, in the shapes that the experiments promise.
const asClaimed: Record<string, (params: never, seed: number) => Json> = {
  "bxc.kernel-start": ({ widths }: { widths: number[] }, seed) => ({
    lambda0: 0.2,
    points: widths.map((width) => ({
      width,
      draws: [{ distance: (1 + 0.01 * seed) / Math.sqrt(width), smallest: 0.2 }],
    })),
    proven: { width: 1e5, draws: Array.from({ length: 4 }, () => ({ distance: 0.01, smallest: 0.19 })) },
  }),
  "bxc.flow": ({ width, equation }: { width: number; equation: { name: string; gamma?: number } }, seed) => {
    const { name, gamma = 0 } = equation;
    const time = Array.from({ length: 200 }, (_, i) => (i * (name === "nesterov" ? 100 : 20)) / 199);
    const loss = time.map((t) =>
      name === "nesterov" ? Math.max(1, t) ** -gamma : Math.exp(-(name === "gradient" ? 2 : Math.SQRT2) * t),
    );
    const level = time.map(() => 0.19);
    const swings = name !== "gradient";
    return {
      lambda0: width === 20_000 ? 0.5 : 0.2,
      lambdaMax: 1,
      error: 1e-3,
      pseudo: 1,
      curve: {
        time,
        loss,
        envelope: loss,
        predicted: loss,
        smallest: level,
        drift: level,
        moved: level,
        lyapunov: loss,
      },
      bound: { margin: 0.1, time: 1 },
      decay: { margin: 0.1, time: 1 },
      smallest: width === 20_000 ? 0.49 : 0.19,
      drift: (0.2 + 0.01 * gamma + 0.001 * seed) / Math.sqrt(width),
      moved: (5 + 0.1 * seed) / Math.sqrt(width),
      rises: swings ? { count: 5, largest: 0.3 } : { count: 0, largest: 0 },
      growth: { steady: 100, steadyGrew: 0, steadyMost: 0, flipping: 50, flippingGrew: 0, flippingMost: 0 },
      jumps: swings ? { count: 20, up: 0, largest: 0, open: 0, time: 0 } : null,
      energyGrowth: 0,
    };
  },
  "bxc.descent": ({ method, steps }: { method: { name: string }; steps: number }, seed) => {
    const step = Array.from({ length: Math.min(200, steps + 1) }, (_, i) =>
      Math.round((i * steps) / Math.min(199, steps)),
    );
    const level: Record<string, number> = {
      gradient: -6,
      bestGradient: -6,
      heavyBall: -8,
      bestHeavyBall: -8,
      momenta: -9,
      bestMomenta: -9,
    };
    const late = method.name === "nesterov" && steps > 100;
    // Theorem 2's bound falls by exp(-sqrt(lambda_0/2)) a step.
    const decay = method.name === "heavyBall" ? 0.4 : 0.2;
    const loss = step.map((k) => (method.name === "nesterov" ? Math.max(1, k) ** -3 : Math.exp(-decay * k)));
    return {
      outcome: "finished",
      lambda0: 0.2,
      lambdaMax: 1,
      rate: 1,
      options: {},
      final: 10 ** ((method.name === "nesterov" ? (late ? -5 : -7) : (level[method.name] ?? -6)) + 0.001 * seed),
      curve: { step, loss, predicted: loss },
      rises: { count: 0, largest: 0 },
    };
  },
  "bxc.notebook": ({ method, width }: { method: { name: string; gamma?: number }; width: number }, seed) => {
    const { name, gamma = 1 } = method;
    const level: Record<string, number> = { gd: -4, heavyBall: -5, nesterov: -6, higherMomentum: -7 };
    // Least at m = 1000 for gamma = 2, at 8000 for gamma = 10.
    const away = Math.abs(Math.log2(width / 1000) - (3 * Math.log2(gamma / 2)) / Math.log2(5));
    const final = width === 3000 ? 10 ** ((level[name] ?? 0) + 0.001 * seed) : 1 + away;
    return {
      outcome: "finished",
      final,
      least: final,
      curve: { step: [0, 10, 1000], loss: [10, 1, 1e-6] },
      rises: name === "gd" ? { count: 0, largest: 0 } : { count: 4, largest: 0.1 },
      kernel: { before: [10, 1000], after: [9, 990], drift: 1 },
    };
  },
  "bxc.newton": (_params, seed) => ({
    lambda0: 0.2,
    rateOfBound: 6,
    newton: [150, 220],
    h: [0.2, 1],
    singular: 0.5,
    flow: { time: [0, 1], gradient: [5, 1], heavyBall: [5, 2], neuronNewton: [5, 0], gaussNewton: [5, 0.7] },
    losses: {
      heavyBall: Array.from({ length: 11 }, (_, k) => (4 + 0.01 * seed) * 0.5 ** k),
      neuronNewton: Array.from({ length: 11 }, (_, k) => 4 * 0.1 ** k),
      gaussNewton: Array.from({ length: 11 }, (_, k) => 4 * 0.01 ** k),
    },
  }),
  "bxc.deep": ({ width }: { width: number }, seed) => ({
    before: 0.2,
    seen: [1, 2].map(() => ({
      loss: 1,
      smallest: 0.2,
      layers: [{ name: "hidden1.weight", smallest: 0.1 }],
      sum: 0,
      first: 1e-16,
      second: [(1 + 0.01 * seed) / width, (1 + 0.01 * seed) / width],
    })),
  }),
};

/** Those results, changed where `change` has something else to say. */
export const resultsWith = (
  change: (cell: Cell, result: Record<string, Json>) => Json | undefined = () => undefined,
): ClaimResults => ({
  of(cell) {
    const made = asClaimed[cell.experiment](cell.params as never, cell.seed) as Record<string, Json>;
    const changed = change(cell, made);
    return changed === undefined ? made : changed;
  },
});

/** The theorem's bound broken by that much in seed 3. */
export const broken = (margin: number) =>
  resultsWith((cell, result) =>
    cell.experiment === "bxc.flow" && cell.seed === 3 ? { ...result, bound: { margin, time: 2 } } : undefined,
  );

export const verdict = (id: string, results: ClaimResults, mode: Mode = "full", given: ClaimFiles = files) =>
  claimOf(id).judge(results, mode, given).decision.verdict;
