/** A change of s during a run. */
export interface Switch {
  /** The first step under the new s. */
  readonly step: number;
  readonly from: number;
  readonly to: number;
  readonly kind: "hard" | "lossless";
  /** The training loss just before and just after, at the same point of the run. */
  readonly lossBefore: number;
  readonly lossAfter: number;
}

/** A stretch of the run at one s, or over which s moves at every step. */
export interface StageSummary {
  /** First and last step. */
  readonly from: number;
  readonly to: number;
  readonly s: readonly [number, number];
  /** What began it; `ramp`, where s moves and no switch came before it; `hold` follows a ramp. */
  readonly kind: "start" | "hard" | "lossless" | "ramp" | "hold";
  /** Loss before the switch that began the stage, at its first and at its last step. */
  readonly lossBefore: number;
  readonly lossStart: number;
  readonly lossEnd: number;
}

/** Cuts a run's history into stages: at every switch, and where a ramp begins or ends. */
export function stagesOf(s: ArrayLike<number>, loss: ArrayLike<number>, switches: readonly Switch[]): StageSummary[] {
  const steps = s.length;
  const result: StageSummary[] = [];
  const jumps = new Map(switches.map((change) => [change.step, change]));
  let first = 0;
  while (first < steps) {
    const moving = first + 1 < steps && s[first + 1] !== s[first] && !jumps.has(first + 2);
    let last = first;
    while (last + 1 < steps && !jumps.has(last + 2) && (s[last + 1] !== s[last]) === moving) last++;
    const jump = jumps.get(first + 1);
    result.push({
      from: first + 1,
      to: last + 1,
      s: [s[first], s[last]],
      kind: jump?.kind ?? (moving ? "ramp" : first === 0 ? "start" : "hold"),
      lossBefore: jump?.lossBefore ?? (first === 0 ? loss[0] : loss[first - 1]),
      lossStart: jump?.lossAfter ?? loss[first],
      lossEnd: loss[last],
    });
    first = last + 1;
  }
  return result;
}

/** The one stage of a run whose s is a trained parameter: it moves, or by rounding does not, at any step. */
export function trainedStage(s: ArrayLike<number>, loss: ArrayLike<number>): StageSummary {
  const last = s.length - 1;
  return {
    from: 1,
    to: s.length,
    s: [s[0], s[last]],
    kind: "ramp",
    lossBefore: loss[0],
    lossStart: loss[0],
    lossEnd: loss[last],
  };
}
