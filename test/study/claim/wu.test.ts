import { describe, expect, it } from "vitest";
import { type Cell, type Json, toJson } from "../../../src/study/cell.js";
import type { Claim, Judgement } from "../../../src/study/claim/claim.js";
import { wuClaims } from "../../../src/study/claim/wu/index.js";
import { identify } from "../../../src/study/experiment/index.js";
import type { Mode } from "../../../src/study/verdict/index.js";

type Answer = (params: Record<string, Json>, seed: number, experiment: string) => Record<string, unknown> | undefined;

function claim(id: string): Claim {
  const found = wuClaims.find((one) => one.id === id);
  if (!found) throw new Error(`no claim ${id}`);
  return found;
}

/** The judgement on made-up results. */
const judge = (id: string, answer: Answer, mode: Mode = "full"): Judgement =>
  claim(id).judge(
    {
      of({ experiment, params, seed }: Cell) {
        const given = answer(params as Record<string, Json>, seed, experiment);
        return given === undefined ? undefined : toJson(given);
      },
    },
    mode,
    {},
  );

const verdict = (id: string, answer: Answer, mode?: Mode) => judge(id, answer, mode).decision.verdict;
const number = (value: Json | undefined): number => (typeof value === "number" ? value : Number.NaN);

/** Values of a seed that differ a little from those of the others. */
const near = (value: number, seed: number) => value * (1 + 0.001 * seed);

describe("the claims of Wu's lecture", () => {
  it("are those of the ledger", () => {
    expect(wuClaims.map(({ id }) => id).sort()).toEqual(
      [
        ...["gd-bounds", "parity-network", "gradient-variance", "parity-hard", "stuck", "cosine-landscape"],
        ...["kernel-rate", "nn-vs-rfm", "representer", "path-norm", "eigen-decay", "linearised"],
      ]
        .map((name) => `wu.${name}`)
        .sort(),
    );
  });

  it.each(wuClaims.map((one) => [one.id, one] as const))("%s has cells of known experiments, each once", (_, one) => {
    for (const mode of ["quick", "full"] as const) {
      const ids = one.cells(mode, {}).map((cell) => identify(cell));
      expect(ids.length).toBeGreaterThan(0);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it.each(wuClaims.map(({ id }) => [id] as const))("%s is undecided without results, and with senseless ones", (id) => {
    for (const mode of ["quick", "full"] as const) {
      expect(verdict(id, () => undefined, mode)).toBe("undecided");
      expect(verdict(id, () => ({ nonsense: 1 }), mode)).toBe("undecided");
    }
  });
});

describe("wu.parity-network", () => {
  const answer =
    ({ wrong = 0, faces = 0, norm = 10 } = {}): Answer =>
    (params, _, experiment) => {
      const d = number(params.inputs);
      return experiment === "wu.parity-network"
        ? {
            ...{ inputs: d, cases: 2 ** d, wrong, worst: wrong, neurons: 3 * d + 3, compactWrong: 0 },
            ...{ pathNorm: 2 * (d + 1) * (3 * d + 1), compactPathNorm: 1 },
          }
        : { corners: 2 ** d, inside: 1, wrong: faces, pathNorm: norm, printed: 9, corrected: 11 };
    };

  it("holds with the mended constant where only the printed one is broken", () => {
    const { decision } = judge("wu.parity-network", answer());
    expect(decision.verdict).toBe("holds under conditions");
    expect(decision.conditions).toContain("4 (|b_k| + 1/2)");
  });

  it("holds where even the printed constant is enough", () =>
    expect(verdict("wu.parity-network", answer({ norm: 8 }))).toBe("holds"));

  it("the path norm of (0.4) is that of its page: sigma(2 v.x - 2i + 1) - 2 sigma(2 v.x - 2i) + sigma(2 v.x - 2i - 1), i = 0 to d", () => {
    for (const d of [1, 4, 16]) {
      let norm = 0;
      for (let i = 0; i <= d; i++)
        for (const [outer, constant] of [
          [1, 1 - 2 * i],
          [2, -2 * i],
          [1, -1 - 2 * i],
        ])
          norm += outer * (2 * d + Math.abs(constant));
      expect(norm).toBe(12 * d * (d + 1) + 2);
    }
  });

  it("fails by one wrong corner", () => {
    expect(verdict("wu.parity-network", answer({ wrong: 1 }))).toBe("fails");
    expect(verdict("wu.parity-network", answer({ faces: 1 }), "quick")).toBe("fails");
  });

  it("a quick run with a broken printed constant leaves the mended one open", () =>
    expect(verdict("wu.parity-network", answer(), "quick")).toBe("undecided"));
});

describe("wu.kernel-rate", () => {
  const answer =
    (rate: number, { start = 1, reach = 1e9 } = {}): Answer =>
    ({ neurons }) => {
      const tau = [0, 1, 2, 3, 4];
      return {
        ...{ lambda: 0.1, draws: 1, start, error: 1e-4, exit: null, tau, fall: tau.map((t) => -rate * t) },
        ...(neurons === 1000 ? { width: reach, neurons: 1000 } : { width: 500, neurons: 500 }),
      };
    };

  it("holds with 1/n and is vacuous on the lecture's data, where the rate is between both", () => {
    const { decision, parts } = judge("wu.kernel-rate", answer(2));
    expect(decision.verdict).toBe("holds under conditions");
    expect(parts.map((part) => part.decision.verdict)).toEqual([
      "fails",
      "holds",
      "vacuous",
      "holds",
      "fails",
      "holds",
    ]);
  });

  it("fails where the loss falls more slowly than with 1/n", () =>
    expect(verdict("wu.kernel-rate", answer(0.2))).toBe("fails"));

  it("fails where the Gram matrix starts too small", () =>
    expect(verdict("wu.kernel-rate", answer(2, { start: 0.3 }))).toBe("fails"));

  it("holds where every rate is kept and every premise met", () =>
    expect(verdict("wu.kernel-rate", answer(4, { reach: 900 }))).toBe("holds"));
});

describe("wu.stuck", () => {
  const answer =
    (moves: (bits: number) => number, exponent: number): Answer =>
    (params, seed, experiment) =>
      experiment === "wu.stuck-sines"
        ? {
            ...{ bits: number(params.bits), lipschitz: 0.64, gradient: 0.64, height: 0.8, half: 1, error: 1e-9 },
            ...{ time: [0, 1], distance: [0, moves(number(params.bits))], bound: [0, 1e-3] },
          }
        : { drift: near((2 ** number(params.inputs)) ** exponent, seed), byBits: [1, 0.1], height: 0.5 };

  it("fails by a model that moves, also in a quick run", () => {
    for (const mode of ["full", "quick"] as const) {
      const { decision } = judge(
        "wu.stuck",
        answer(() => 0.5, -0.5),
        mode,
      );
      expect(decision).toMatchObject({ verdict: "fails", counterexample: true });
    }
  });

  it("the relu network alone would hold", () => {
    const { parts } = judge(
      "wu.stuck",
      answer(() => 0.5, -0.5),
    );
    expect(parts[2].decision.verdict).toBe("holds");
    expect(
      judge(
        "wu.stuck",
        answer(() => 0.5, -0.2),
      ).parts[2].decision.verdict,
    ).toBe("fails");
  });

  it("is undecided where no model moves: that proves nothing for all models", () =>
    expect(
      verdict(
        "wu.stuck",
        answer((d) => 2 ** -d, -0.5),
      ),
    ).toBe("undecided"));
});

describe("wu.gradient-variance", () => {
  const answer =
    (ratio: number): Answer =>
    ({ inputs }) => {
      const one = { size: 16, variance: 0.1, ratio };
      return { inputs, all: one, many: one };
    };

  it("holds with the factor 4, fails beyond, and holds as printed where it is not needed", () => {
    expect(verdict("wu.gradient-variance", answer(3.9))).toBe("holds under conditions");
    expect(verdict("wu.gradient-variance", answer(4.1))).toBe("fails");
    expect(verdict("wu.gradient-variance", answer(0.9))).toBe("holds");
  });
});

describe("wu.nn-vs-rfm and wu.linearised", () => {
  const answer =
    ({ gap = -1, test = 1, narrow = 0.5, entry = -1, theorem = 0.01, lambda = 1e-3 } = {}): Answer =>
    (params, seed) => {
      const speaks = params.neurons === "theorem13";
      const m = speaks ? 1000 : number(params.neurons);
      return {
        ...{ neurons: m, lambda: speaks ? 0.1 : lambda, step: [0, 1], gap: [0, 1] },
        ...{ largest: speaks ? theorem : near(m ** gap, seed), loss: [1, 0], linearLoss: [1, 0] },
        ...{ test: [1, near(m === 4 ? narrow : test, seed)], linearTest: [1, near(1, seed)] },
        ...{ moved: near(m ** -0.5, seed), entry: near(m ** entry, seed) },
      };
    };

  it("the network holds where the theorem speaks, and not on the lecture's data", () => {
    const { decision, parts } = judge("wu.nn-vs-rfm", answer());
    expect(decision.verdict).toBe("holds under conditions");
    expect(parts[1].decision.verdict).toBe("vacuous");
  });

  it("the network fails where the distance is large, falls slowly, or the test errors differ", () => {
    expect(verdict("wu.nn-vs-rfm", answer({ theorem: 10 }))).toBe("fails");
    expect(verdict("wu.nn-vs-rfm", answer({ gap: -0.2 }))).toBe("fails");
    expect(verdict("wu.nn-vs-rfm", answer({ test: 2 }))).toBe("fails");
  });

  it("the network fails where it agrees at m = 4 too, and differs there in either direction", () => {
    expect(verdict("wu.nn-vs-rfm", answer({ narrow: 1 }))).toBe("fails");
    expect(verdict("wu.nn-vs-rfm", answer({ narrow: 3 }))).toBe("holds under conditions");
  });

  it("the network is undecided as long as a form of the theorem is open, though another holds", () => {
    const full = answer();
    const { decision, parts } = judge("wu.nn-vs-rfm", (params, seed, experiment) =>
      params.neurons === 1000 && seed === 3 ? undefined : full(params, seed, experiment),
    );
    expect(parts[0].decision.verdict).toBe("holds");
    expect(decision.verdict).toBe("undecided");
  });

  it("a number says over how many seeds it is, where some diverged", () => {
    const full = answer();
    const { numbers } = judge("wu.nn-vs-rfm", (params, seed, experiment) => ({
      ...full(params, seed, experiment),
      ...(seed === 2 ? { test: [1, null] } : {}),
    }));
    expect(numbers.find(({ name }) => name === "test error of the network, m = 4 (median)")?.note).toBe(
      "over 9 of 10 seeds",
    );
  });

  it("the linearisation holds with all four exponents, and fails with one that is too large", () => {
    expect(verdict("wu.linearised", answer())).toBe("holds");
    expect(verdict("wu.linearised", answer({ entry: -0.5 }))).toBe("fails");
    expect(verdict("wu.linearised", answer({ gap: 0 }))).toBe("fails");
  });

  it("the linearisation is undecided if one width of one seed is missing", () => {
    const full = answer();
    expect(
      verdict("wu.linearised", (params, seed, experiment) =>
        params.neurons === 500 && seed === 3 ? undefined : full(params, seed, experiment),
      ),
    ).toBe("undecided");
  });
});

describe("wu.representer", () => {
  const answer =
    (rest: number, printedRest: number): Answer =>
    () => ({ rest, printedRest, error: 1e-9, gap: rest, fall: 0.1 });

  it("holds with 1/n, as printed only where n = 1, and fails with something left", () => {
    expect(verdict("wu.representer", answer(1e-14, 49))).toBe("holds under conditions");
    expect(verdict("wu.representer", answer(1e-14, 1e-14))).toBe("holds");
    expect(verdict("wu.representer", answer(1e-3, 49))).toBe("fails");
  });
});

describe("wu.path-norm", () => {
  const answer =
    (gain: number): Answer =>
    ({ strength }, seed) => {
      const test = near(strength === 0 ? 0.1 : strength === 0.01 ? 0.1 * gain : 1, seed);
      return { loss: 0, validation: test, test, pathNorm: 1, step: [0, 1], testCurve: [1, test] };
    };

  it("holds where the strength of the least validation error halves the test error, fails where it changes nothing", () => {
    expect(verdict("wu.path-norm", answer(0.5))).toBe("holds");
    expect(verdict("wu.path-norm", answer(1))).toBe("fails");
    expect(verdict("wu.path-norm", answer(0.5), "quick")).toBe("undecided");
  });
});

describe("wu.eigen-decay", () => {
  const answer =
    (exponent: (d: number) => number): Answer =>
    (params, seed) => {
      const { counts } = params;
      if (!Array.isArray(counts)) return undefined;
      const estimate = counts.map((n) => near(number(n) ** exponent(number(params.inputs)), seed));
      return { inputs: params.inputs, counts, estimate, lower: estimate, upper: estimate };
    };

  it("holds at the claimed exponents, fails below all, holds under conditions below some", () => {
    expect(
      verdict(
        "wu.eigen-decay",
        answer((d) => -1 / d),
      ),
    ).toBe("holds");
    expect(
      verdict(
        "wu.eigen-decay",
        answer(() => -2),
      ),
    ).toBe("fails");
    expect(
      verdict(
        "wu.eigen-decay",
        answer((d) => (d < 6 ? -2 : -1 / d)),
      ),
    ).toBe("holds under conditions");
  });

  it("gives the proof by the closest pair beside the fit", () => {
    const { decision } = judge(
      "wu.eigen-decay",
      answer(() => -2),
    );
    expect(decision.because).toContain("4/(d-1) > 1/d");
    // k(0) - k(theta) = theta^2/(4d) for k = (sin theta + (pi - theta) cos theta) / (2 pi d), to the order theta^3.
    const [d, theta] = [5, 1e-3];
    const k = (t: number) => (Math.sin(t) + (Math.PI - t) * Math.cos(t)) / (2 * Math.PI * d);
    expect((k(0) - k(theta)) / (theta ** 2 / (4 * d))).toBeCloseTo(1, 3);
  });

  it("calls an eigenvalue that rounding leaves open by its name", () => {
    const full = answer(() => -2);
    const { parts } = judge("wu.eigen-decay", (params, seed, experiment) => {
      const one = full(params, seed, experiment) as { estimate: number[] };
      return seed === 3 && params.inputs === 3 ? { ...one, lower: one.estimate.map(() => -1e-17) } : one;
    });
    const [{ decision }] = parts;
    expect(decision.verdict).toBe("undecided");
    expect(decision.because).toContain("rounding leaves open in 1 of 20 seeds");
    expect(decision.because).not.toContain("no result");
  });
});

describe("wu.gd-bounds", () => {
  const answer =
    ({ loss = 0.1, convex = 0.1, gradient = 0.1, quartic = 0.5 } = {}): Answer =>
    (_, __, experiment) =>
      experiment === "wu.pl-printed"
        ? { constant: 4, premise: 0, time: [0, 1], loss: [1, quartic], bound: [1, 0.3], error: 1e-12 }
        : {
            ...{ time: [1, 2], loss: [1, loss], gradient: [1, gradient], gradientBound: [2, 1], constant: [1, 1] },
            ...{ plBound: [1, 0.5], convexTime: [1, 2], convexLoss: [1, convex], convexBound: [2, 1] },
          };

  it("holds with the squared norm, and fails by any bound that is broken", () => {
    expect(verdict("wu.gd-bounds", answer())).toBe("holds under conditions");
    for (const broken of [{ loss: 0.9 }, { convex: 3 }, { gradient: 3 }])
      expect(verdict("wu.gd-bounds", answer(broken))).toBe("fails");
  });
});

describe("wu.cosine-landscape", () => {
  const answer =
    ({ everywhere = 0.5, away = 1e-6, exponent = 2 } = {}): Answer =>
    (params, seed) => {
      const L = number(params.frequency);
      return {
        ...{ frequency: L, bottom: 0, origin: 0.5, unevenness: away, unevennessBeyondWell: everywhere, points: 100 },
        badMinima: Math.round(near(100 * L ** exponent, seed)),
      };
    };

  it("holds away from the other wells, fails where it is not flat or has few minima", () => {
    expect(verdict("wu.cosine-landscape", answer())).toBe("holds under conditions");
    expect(verdict("wu.cosine-landscape", answer({ everywhere: 1e-3 }))).toBe("holds");
    expect(verdict("wu.cosine-landscape", answer({ away: 0.1 }))).toBe("fails");
    expect(verdict("wu.cosine-landscape", answer({ exponent: 0 }))).toBe("fails");
  });

  it("counts a broken L as one of its L", () =>
    expect(judge("wu.cosine-landscape", answer()).parts[0].decision.because).toContain("broken in 3 of 3 cases"));
});

describe("wu.parity-hard", () => {
  const answer =
    (hard: number, easy = 0): Answer =>
    ({ inputs }, seed) => {
      const error = inputs === 4 ? easy : hard;
      return { step: [1, 2], loss: [1, 1], errorBefore: 0.5, errorAfter: Math.max(0, error + 1e-4 * (seed - 5)) };
    };

  it("holds at chance for many bits if few are learnt, fails where a network learns many, or not even few", () => {
    expect(verdict("wu.parity-hard", answer(0.5))).toBe("holds");
    expect(verdict("wu.parity-hard", answer(0.5, 0.1))).toBe("holds");
    expect(verdict("wu.parity-hard", answer(0.2))).toBe("fails");
    expect(verdict("wu.parity-hard", answer(0.5, 0.5))).toBe("fails");
  });
});
