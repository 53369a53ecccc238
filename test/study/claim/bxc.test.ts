import { describe, expect, test } from "vitest";
import type { Cell, Json } from "../../../src/study/cell.js";
import { bxcClaims } from "../../../src/study/claim/bxc/index.js";
import type { Claim, ClaimResults } from "../../../src/study/claim/claim.js";
import { findExperiment } from "../../../src/study/experiment/index.js";
import type { Mode } from "../../../src/study/verdict/index.js";

const files = { mnist: "images-idx3-ubyte" };

const claimOf = (id: string): Claim => {
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
    const loss = step.map((k) => (method.name === "nesterov" ? Math.max(1, k) ** -3 : Math.exp(-0.2 * k)));
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
const resultsWith = (
  change: (cell: Cell, result: Record<string, Json>) => Json | undefined = () => undefined,
): ClaimResults => ({
  of(cell) {
    const made = asClaimed[cell.experiment](cell.params as never, cell.seed) as Record<string, Json>;
    const changed = change(cell, made);
    return changed === undefined ? made : changed;
  },
});

const verdict = (id: string, results: ClaimResults, mode: Mode = "full", given = files) =>
  claimOf(id).judge(results, mode, given).decision.verdict;

describe("the claims of BXC", () => {
  test("are those of the ledger, each once", () => {
    expect(bxcClaims.map(({ id }) => id)).toEqual([
      "bxc.h-infinity",
      "bxc.lazy",
      "bxc.gd",
      "bxc.hb",
      "bxc.nag",
      "bxc.gamma-width",
      "bxc.higher-momentum",
      "bxc.newton",
      "bxc.non-monotone",
      "bxc.constant-momentum",
      "bxc.deep",
    ]);
  });

  test("ask for cells that their experiments can price, and for none twice", () => {
    for (const claim of bxcClaims)
      for (const mode of ["full", "quick"] as const) {
        const cells = claim.cells(mode, files);
        expect(new Set(cells.map((cell) => JSON.stringify(cell))).size, claim.id).toBe(cells.length);
        const seconds = cells.reduce(
          (sum, { experiment, params }) => sum + (findExperiment(experiment).cost?.(params) ?? 0),
          0,
        );
        // Ten minutes of one core for a claim, a minute in a quick run.
        expect(seconds, claim.id).toBeLessThan(mode === "full" ? 900 : 60);
      }
  });

  test("are undecided as long as nothing was run", () => {
    for (const claim of bxcClaims)
      for (const mode of ["full", "quick"] as const)
        for (const given of [files, {}])
          expect(claim.judge({ of: () => undefined }, mode, given).decision.verdict, claim.id).toBe("undecided");
  });

  test("are undecided in a quick run of what they claim", () => {
    for (const claim of bxcClaims)
      expect(claim.judge(resultsWith(), "quick", files).decision.verdict, claim.id).toBe("undecided");
  });

  test("hold where everything is as claimed", () => {
    const all = bxcClaims.map(({ id }) => [id, verdict(id, resultsWith())]);
    // Deep networks with momentum have second derivatives across layers at any width, by hand as in truth; and what the search for
    // two momenta finds is never worse than one.
    expect(all).toEqual(bxcClaims.map(({ id }) => [id, id === "bxc.deep" ? "holds under conditions" : "holds"]));
  });

  test("hold under conditions where the notebook's setting is missing, and say so", () => {
    const { decision, parts } = claimOf("bxc.gd").judge(resultsWith(), "full", {});
    expect(decision.verdict).toBe("holds under conditions");
    expect(decision.conditions).toBe("the setting of the theorems");
    expect(parts.find(({ name }) => name === "notebook")?.decision.because).toContain("MNIST");
  });

  test("are undecided where a single cell is missing in the theorems' setting", () => {
    for (const claim of bxcClaims) {
      const [first] = claim.cells("full", files);
      const rest = resultsWith((cell) => (JSON.stringify(cell) === JSON.stringify(first) ? null : undefined));
      expect(claim.judge(rest, "full", files).decision.verdict, claim.id).toBe("undecided");
    }
  });

  test("fail where a bound is broken beyond its numerical error, and not within it", () => {
    const broken = (margin: number) =>
      resultsWith((cell, result) =>
        cell.experiment === "bxc.flow" && cell.seed === 3 ? { ...result, bound: { margin, time: 2 } } : undefined,
      );
    for (const id of ["bxc.gd", "bxc.hb", "bxc.nag"]) {
      const { decision } = claimOf(id).judge(broken(-0.5), "full", files);
      expect(decision).toMatchObject({ verdict: "fails", counterexample: true });
      expect(decision.because).toContain("seed 3");
      expect(verdict(id, broken(-0.0005))).toBe("holds");
    }
  });

  test("hold in the theorems' setting only where the notebook's network leaves its kernel", () => {
    const moved = resultsWith((cell, result) =>
      cell.experiment === "bxc.notebook"
        ? { ...result, kernel: { before: [10, 1000], after: [1, 500], drift: 400 } }
        : undefined,
    );
    const { decision } = claimOf("bxc.lazy").judge(moved, "full", files);
    expect(decision.verdict).toBe("holds under conditions");
    expect(decision.conditions).toBe("the setting of the theorems");
  });

  test("let the Lyapunov function jump at flips only", () => {
    const jumping = resultsWith((cell, result) =>
      cell.experiment === "bxc.flow" && result.jumps !== null
        ? { ...result, jumps: { count: 20, up: 3, largest: 0.01, open: 0.001, time: 4 } }
        : undefined,
    );
    expect(verdict("bxc.hb", jumping)).toBe("holds under conditions");
    const growing = resultsWith((cell, result) =>
      cell.experiment === "bxc.flow"
        ? {
            ...result,
            growth: { steady: 100, steadyGrew: 3, steadyMost: 0.1, flipping: 5, flippingGrew: 0, flippingMost: 0 },
          }
        : undefined,
    );
    expect(claimOf("bxc.hb").judge(growing, "full", files).decision.conditions).toContain("at flips of neurons");
  });

  test("fail where the kernel does not come nearer to its limit, or a second momentum brings nothing anywhere", () => {
    const still = resultsWith((cell, result) =>
      cell.experiment === "bxc.kernel-start"
        ? {
            ...result,
            points: (cell.params as { widths: number[] }).widths.map((width) => ({
              width,
              draws: [{ distance: 1 + 0.001 * cell.seed, smallest: 0.2 }],
            })),
          }
        : undefined,
    );
    expect(verdict("bxc.h-infinity", still)).toBe("fails");
    const same = resultsWith((cell, result) =>
      "final" in result ? { ...result, final: 1e-3 * (1 + 0.01 * cell.seed) } : undefined,
    );
    expect(verdict("bxc.higher-momentum", same)).toBe("fails");
  });

  test("tell linear decay from a power of t", () => {
    const swapped = resultsWith((cell, result) => {
      if (cell.experiment !== "bxc.descent") return undefined;
      const { step } = result.curve as { step: number[] };
      const loss = step.map((k) => Math.max(1, k) ** -3);
      return { ...result, curve: { step, loss, predicted: loss } };
    });
    expect(verdict("bxc.constant-momentum", swapped)).toBe("fails");
  });
});
