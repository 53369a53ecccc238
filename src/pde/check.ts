import { InputError } from "../model/errors.js";
import { facesOf } from "./collocation.js";
import type { Condition } from "./condition.js";
import type { Face } from "./domain/domain.js";
import { boundaryPoints, interiorPoints } from "./domain/points.js";
import { type Local, localView } from "./local.js";
import type { PdeProblem } from "./problem.js";

/** Points of the checks. */
const INTERIOR = 4096;
const BOUNDARY = 1024;
/** What the midpoint rule on them leaves of a smooth integral that is 0, as a share of the integral of the absolute value. */
const QUADRATURE = 1e-3;
/** The same where the domain is no box and cells may lie across its boundary: a 64th of the cells, half of each too much or too little. */
const ACROSS = 1e-2;

/**
 * Looks a problem over before it is run.
 * @throws InputError naming what is missing, has the wrong shape, or cannot be solved.
 */
export function checkProblem(problem: PdeProblem): void {
  const { name, domain, residual, energy, conditions, exact } = problem;
  const say = (text: string) => new InputError(`${name}: ${text}`);
  if (!(domain.volume > 0 && Number.isFinite(domain.volume))) throw say("the domain has no volume");
  if (!residual && !energy) throw say("has neither a residual nor an energy; give one of them");
  const { x, rows, dimensions: d } = interiorPoints(domain, 9, { sampling: "halton", seed: 0 });
  const u = localView({ order: 2, directions: d });
  const zero = new Float64Array(u.planes);
  // No two derivatives alike, so that none makes up for another.
  const bent = zero.map((_, plane) => 1 + 0.1 * plane * plane);
  const scalars = problem.scalars ?? {};
  for (let i = 0; i < rows; i++) {
    const at = { x: x.subarray(i * d, (i + 1) * d), normal: new Float64Array(d), scalars };
    for (const [what, of, order] of [
      ["residual", residual?.of, residual?.order],
      ["energy", energy?.of, 1],
    ] as const) {
      u.load(zero);
      const value: unknown = of?.(u, at);
      if (of && typeof value !== "number")
        throw say(`its ${what} must return a number, and returned ${Array.isArray(value) ? "an array" : typeof value}`);
      if (of && Number.isNaN(value))
        throw say(`its ${what} is not a number for u = 0 at (${Array.from(at.x).join(", ")})`);
      if (!of || order !== 1) continue;
      u.load(bent);
      const whole = of(u, at);
      for (let plane = 1 + d; plane < u.planes; plane++) u.set(plane, 0);
      if (!Object.is(of(u, at), whole))
        throw say(
          `its ${what} has second derivatives, which ${what === "energy" ? "an energy is not given; integrate by parts" : "order 1 does not give; say order 2"}`,
        );
    }
    const known: unknown = exact?.(at.x);
    if (!exact) continue;
    const { value, gradient } = (known ?? {}) as Partial<Local>;
    if (typeof value !== "number")
      throw say("its exact solution must return { value, gradient, hessian, laplacian }, and has no number as value");
    if (gradient?.length !== d)
      throw say(`its exact solution must return a gradient of ${d} number${d === 1 ? "" : "s"}, and has none`);
  }
  for (const condition of conditions) checkCondition(problem, condition, say);
  checkCompatible(problem, say);
}

/** Whether a condition's faces are there, and what it gives on them is a number. */
function checkCondition(
  { domain, scalars = {} }: PdeProblem,
  condition: Condition,
  say: (text: string) => InputError,
): void {
  const faces = condition.on === "all" ? domain.faces : facesOf(domain, condition.on);
  if (condition.kind === "periodic") return;
  const x = new Float64Array(domain.dimensions);
  const middle = new Float64Array(Math.max(domain.dimensions - 1, 1)).fill(0.5);
  for (const face of faces) {
    face.point(middle, x);
    const at = { x, normal: Float64Array.from(face.normal), scalars };
    for (const given of condition.kind === "robin" ? [condition.value, condition.coefficient] : [condition.value]) {
      const value: unknown = typeof given === "function" ? given(at) : given;
      if (typeof value !== "number" || !Number.isFinite(value))
        throw say(`its ${condition.kind} condition on "${face.name}" must give a number, and gave ${value}`);
    }
  }
}

/**
 * With Neumann conditions all around and a Laplacian alone, a Delta u + r(0) = 0 has a solution only if a times the integral of the
 * conditions' values over the boundary and the integral of r(0) over the domain add up to 0.
 */
function checkCompatible(problem: PdeProblem, say: (text: string) => InputError): void {
  const { domain, residual, conditions } = problem;
  const { dimensions: d } = domain;
  if (!residual || conditions.length === 0 || !conditions.every(({ kind }) => kind === "neumann")) return;
  const covered = new Set(conditions.flatMap(({ on }) => (on === "all" ? domain.faces.map(({ name }) => name) : on)));
  if (covered.size < domain.faces.length) return;
  const scalars = problem.scalars ?? {};
  const normal = new Float64Array(d);
  const u = localView({ order: 2, directions: d });
  const { x, rows, measure } = interiorPoints(domain, INTERIOR, { sampling: "grid", seed: 0 });
  let [integral, size] = [0, 0];
  let laplacian: number | undefined;
  for (let i = 0; i < rows; i++) {
    const at = { x: x.subarray(i * d, (i + 1) * d), normal, scalars };
    u.load(new Float64Array(u.planes));
    const rest = residual.of(u, at);
    integral += rest / rows;
    size += Math.abs(rest) / rows;
    for (let j = 0; j < d; j++) {
      const plane = 1 + d + (j * d - (j * (j - 1)) / 2);
      u.load(new Float64Array(u.planes));
      u.set(plane, 1);
      const own = residual.of(u, at) - rest;
      laplacian ??= own;
      if (Math.abs(own - laplacian) > 1e-9 * Math.abs(laplacian)) return;
    }
    for (let plane = 0; plane <= d; plane++) {
      u.load(new Float64Array(u.planes));
      u.set(plane, 1);
      // Terms of lower order: then another condition holds, or none.
      if (Math.abs(residual.of(u, at) - rest) > 1e-9 * (Math.abs(rest) + Math.abs(laplacian ?? 0))) return;
    }
  }
  let flux = 0;
  let fluxSize = 0;
  for (const condition of conditions) {
    if (condition.kind !== "neumann") continue;
    const { value } = condition;
    const faces: readonly Face[] = condition.on === "all" ? domain.faces : facesOf(domain, condition.on);
    const set = boundaryPoints(domain, faces, BOUNDARY, { sampling: "grid", seed: 0 });
    for (let i = 0; i < set.rows; i++) {
      const place = {
        x: set.x.subarray(i * d, (i + 1) * d),
        normal: set.normal?.subarray(i * d, (i + 1) * d) ?? normal,
        scalars,
      };
      const own = (typeof value === "number" ? value : value(place)) * (set.measure / set.rows);
      flux += own;
      fluxSize += Math.abs(own);
    }
  }
  const a = laplacian ?? 0;
  const total = integral * measure + a * flux;
  const scale = size * measure + Math.abs(a) * fluxSize;
  const bounds = domain.lower.reduce((product, low, j) => product * (domain.upper[j] - low), 1);
  if (Math.abs(total) > (bounds - domain.volume > 1e-9 * bounds ? ACROSS : QUADRATURE) * scale)
    throw say(
      `no solution: with Neumann conditions all around, the source and the flux through the boundary must balance, and they miss by ${total.toPrecision(3)}; change one of them, or fix u somewhere`,
    );
}
