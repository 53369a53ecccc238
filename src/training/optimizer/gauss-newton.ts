import { type Decay, type Schedule, schedule } from "../schedule.js";
import { type Direction, linearised, systemUnsupported } from "./normal-equations.js";
import type { Optimizer, Problem } from "./optimizer.js";

export interface GaussNewtonOptions {
  /** Length of the step, 1 for the minimum of the linearised loss. Default 1. */
  readonly rate?: number | Schedule;
  readonly decay?: Decay;
  /** mu, in units of the mean eigenvalue of the loss's Gauss-Newton matrix c J^T J (of its smaller side). */
  readonly damping?: number;
}

export interface AdaptiveOptions extends GaussNewtonOptions {
  /**
   * Whether a step that no length makes good is tried again with 100 times the damping, and every full step divides it by 10 down to
   * `damping`: for residuals that bend much, such as those of differential equations. Default false.
   */
  readonly adapt?: boolean;
}

/** Damping that a rejected step is tried with next, at least, in mean eigenvalues. */
const LEAST_DAMPING = 1e-12;
/** Attempts in one step before it is given up. */
const ATTEMPTS = 12;
/** With `adapt`: lengths tried with one damping, dampings tried, and the factors between them. */
const LENGTHS = 4;
const DAMPINGS = 8;
const RAISE = 100;
const LOWER = 10;

/**
 * Gauss-Newton in function space: theta <- theta - rate J^T (J J^T + mu n I)^{-1} (f - y), or the same by the P x P matrix J^T J
 * where that is the smaller one. The damping (default 1e-10 of the mean eigenvalue) makes it the pseudo-inverse where rows are
 * duplicates or the network has too few parameters. A step that raises the loss is halved, up to 12 times, and then left out.
 * @throws RangeError if the damping is negative.
 * @paper Nocedal and Wright, Numerical Optimization, section 10.3; the error decays as BXC section 5.2 has it for Newton's method
 */
export function gaussNewton({
  rate = 1,
  decay = "none",
  damping = 1e-10,
  adapt = false,
}: AdaptiveOptions = {}): Optimizer {
  checkDamping(damping);
  const common = {
    ...{ name: "gaussNewton", schedule: schedule(rate, decay), moments: [], linear: true, squares: true },
    options: { damping, ...(adapt ? { adapt } : {}) },
    unsupported: systemUnsupported,
  };
  if (adapt) return { ...common, ...adaptiveSteps(damping) };
  return {
    ...common,
    step(problem, _state, loss, eta) {
      const squares = problem.squares();
      const system = linearised(squares);
      const direction = system.direction(damping * system.mean);
      if (!direction || settled(decrease(direction, squares.curvature, eta), loss)) return;
      const before = problem.parameters.slice();
      let length = eta;
      for (let attempt = 0; attempt < ATTEMPTS; attempt++, length /= 2)
        if (tried(problem, before, direction, length) < loss) return;
      problem.parameters.set(before);
    },
  };
}

/** Gauss-Newton steps whose damping, in mean eigenvalues, is found by trial and remembered. */
function adaptiveSteps(least: number): Pick<Optimizer, "start" | "step"> {
  return {
    // The damping, once one is known.
    start: () => ({ numbers: [], vectors: [] }),
    step(problem, state, loss, eta) {
      const squares = problem.squares();
      const system = linearised(squares);
      const before = problem.parameters.slice();
      let damping = state.numbers[0] ?? least;
      for (let trial = 0; trial < DAMPINGS; trial++, damping = Math.max(RAISE * damping, LEAST_DAMPING)) {
        const direction = system.direction(damping * system.mean);
        if (!direction || settled(decrease(direction, squares.curvature, eta), loss)) break;
        let length = eta;
        for (let attempt = 0; attempt < LENGTHS; attempt++, length /= 2) {
          if (!(tried(problem, before, direction, length) < loss)) continue;
          state.numbers[0] = attempt === 0 ? Math.max(least, damping / LOWER) : damping;
          return;
        }
      }
      problem.parameters.set(before);
    },
  };
}

/**
 * Levenberg and Marquardt's method: Gauss-Newton (`gaussNewton`) whose damping follows how good the linearisation was. With
 * rho = (loss before - loss after) / (the linearised loss's decrease), an accepted step has mu <- mu max(1/3, 1 - (2 rho - 1)^3); one that
 * raises the loss is taken back, and mu <- nu mu, nu <- 2 nu. It starts at `damping` mean eigenvalues, default 1e-3.
 * @throws RangeError if the damping is negative.
 * @paper Nielsen, Damping parameter in Marquardt's method, 1999
 */
export function levenbergMarquardt({ rate = 1, decay = "none", damping = 1e-3 }: GaussNewtonOptions = {}): Optimizer {
  checkDamping(damping);
  return {
    name: "levenbergMarquardt",
    schedule: schedule(rate, decay),
    options: { damping },
    moments: [],
    linear: true,
    squares: true,
    unsupported: systemUnsupported,
    // mu, absolute, once it is known.
    start: () => ({ numbers: [], vectors: [] }),
    step(problem, state, loss, eta) {
      const squares = problem.squares();
      const { curvature } = squares;
      const system = linearised(squares);
      const least = LEAST_DAMPING * curvature * system.mean;
      let mu = state.numbers[0] ?? damping * curvature * system.mean;
      let nu = 2;
      const before = problem.parameters.slice();
      for (let attempt = 0; attempt < ATTEMPTS; attempt++, mu = Math.max(nu * mu, least), nu *= 2) {
        const direction = system.direction(mu / curvature);
        if (!direction) break;
        const expected = decrease(direction, curvature, eta);
        if (settled(expected, loss)) break;
        const after = tried(problem, before, direction, eta);
        if (!(after < loss)) continue;
        const rho = (loss - after) / expected;
        const side = 2 * rho - 1;
        state.numbers[0] = mu * Math.max(1 / 3, 1 - side * side * side);
        return;
      }
      // At the minimum to rounding, where no damping helps: mu stays as it was for the next s.
      problem.parameters.set(before);
    },
  };
}

function checkDamping(damping: number): void {
  if (!(damping >= 0 && Number.isFinite(damping)))
    throw new RangeError(`damping: expected a number >= 0, got ${damping}`);
}

/** c/2 (|r|^2 - |r + eta J d|^2): what the linearised loss falls by over a step of length eta. */
function decrease(direction: Direction, curvature: number, eta: number): number {
  return -curvature * eta * (direction.slope + 0.5 * eta * direction.curvature);
}

/** Whether the loss cannot fall by more than its own rounding. */
const settled = (expected: number, loss: number): boolean => !(expected > 0.25 * Number.EPSILON * loss);

/** The loss at theta + length d; leaves the parameters there. */
function tried(problem: Problem, before: Problem["parameters"], { change, at }: Direction, length: number): number {
  const { parameters } = problem;
  for (let i = 0; i < at.length; i++) parameters[at[i]] = before[at[i]] + length * change[i];
  return problem.evaluate();
}
