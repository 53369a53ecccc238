import { pow } from "../../numerics/elementary.js";
import { type Dynamics, positive } from "./dynamics.js";
import { insideUnitCircle } from "./polynomial.js";
import { recurrent } from "./recurrence.js";
import { firstChange } from "./stability.js";

export interface MomentaOptions {
  readonly rate: number;
  /** beta_1, ..., beta_J; one is the heavy ball, none gradient descent. */
  readonly momenta: readonly number[];
}

/**
 * Gradient descent with J momenta from rest: w_{k+1} = w_k - eta grad + sum_j beta_j (w_{k-j+1} - w_{k-j}).
 * @throws RangeError if the rate is not positive or a momentum is not finite.
 * @paper BXC section 5.1
 * @example momentaDescent({ rate: 1e-2, momenta: [0.2, 0.5] })
 */
export function momentaDescent({ rate, momenta }: MomentaOptions): Dynamics {
  positive("rate", rate);
  checkNumbers("momenta", momenta);
  const count = momenta.length;
  return recurrent({
    name: count === 0 ? "gradient descent" : count === 1 ? "heavy ball" : `${count} momenta`,
    rate,
    memory: count,
    autonomous: true,
    advance(state, q, forcing, from, to) {
      // state[j] is the difference of the step j before the next.
      for (let k = from; k < to; k++) {
        let difference = forcing - q * state[0];
        for (let j = 1; j <= count; j++) difference += momenta[j - 1] * state[j];
        for (let j = count; j > 1; j--) state[j] = state[j - 1];
        if (count > 0) state[1] = difference;
        state[0] += difference;
      }
    },
    stable: (lambda) => lambda === 0 || insideUnitCircle(characteristic(momenta, rate * lambda)),
  });
}

/** The polynomial of a step's roots: (z - 1) (z^J - sum_j beta_j z^(J-j)) + eta lambda z^J, from the highest power. */
function characteristic(momenta: readonly number[], q: number): number[] {
  const inner = [1, ...momenta.map((beta) => -beta)];
  const result = [...inner, 0];
  for (let i = 0; i < inner.length; i++) result[i + 1] -= inner[i];
  result[1] += q;
  return result;
}

/**
 * The largest rate at which these momenta are stable for all eigenvalues up to `max`; 0 if there is none. 2 (1 + beta)/max for one.
 * Found by the Schur-Cohn test, to 12 digits.
 * @throws RangeError if max is not positive or a momentum is not finite.
 */
export function momentaLargestRate({
  momenta,
  max,
}: {
  readonly momenta: readonly number[];
  readonly max: number;
}): number {
  positive("max", max);
  checkNumbers("momenta", momenta);
  // On the unit circle eta lambda = (1 - z) (1 - sum beta_j z^-j), at most this.
  const most = 2 * (1 + momenta.reduce((sum, beta) => sum + Math.abs(beta), 0));
  return firstChange((q) => insideUnitCircle(characteristic(momenta, q)), 2 * most) / max;
}

/**
 * The momenta that approach `momentaFlow` with these frictions as the rate eta falls, at the step h = eta^(1/(J+1)) of its clock:
 * 1 - sum_j beta_j x^j = (1-x)^J + sum_j b_j h^(J+1-j) x (1-x)^(j-1). One: beta = 1 - b sqrt(eta). Two: they tend to (2, -1).
 * @throws RangeError if the rate is not positive or a friction is not finite.
 * @paper BXC section 5.1
 */
export function momentaOf({
  rate,
  frictions,
}: {
  readonly rate: number;
  readonly frictions: readonly number[];
}): number[] {
  positive("rate", rate);
  checkNumbers("frictions", frictions);
  const count = frictions.length;
  const h = count === 1 ? Math.sqrt(rate) : pow(rate, 1 / (count + 1));
  const result = new Array<number>(count).fill(0);
  const powers = [[1]];
  for (let j = 1; j <= count; j++) powers.push(timesOneMinusX(powers[j - 1]));
  for (let i = 1; i <= count; i++) result[i - 1] -= powers[count][i];
  for (let j = 1; j <= count; j++)
    for (const [i, c] of powers[j - 1].entries()) result[i] -= frictions[j - 1] * pow(h, count + 1 - j) * c;
  return result;
}

function timesOneMinusX(p: readonly number[]): number[] {
  const result = [...p, 0];
  for (const [i, c] of p.entries()) result[i + 1] -= c;
  return result;
}

/** @throws RangeError if one of them is not finite. */
export function checkNumbers(name: string, values: readonly number[]): void {
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw new RangeError(`${name}: expected finite numbers, got ${wrong}`);
}
