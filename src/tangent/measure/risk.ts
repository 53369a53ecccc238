import type { Dataset } from "../../model/dataset.js";
import { InputError } from "../../model/errors.js";
import { type Loss, mse } from "../../model/loss.js";
import type { Model } from "../../model/model.js";
import { type TangentPass, tangentPass } from "../tangent-pass.js";

/** A loss at a model's parameters, in float64, without penalties. */
export interface Risk {
  /** R. */
  readonly value: number;
  /** dR/df, (n k). */
  readonly cotangent: Float64Array;
  /** dR/dtheta = J^T dR/df, 0 in frozen blocks. */
  readonly gradient: Float64Array;
  readonly pass: TangentPass;
}

/**
 * R(theta) over a data set with its exact gradient, dR/dtheta = J^T dR/df.
 * @throws InputError if the data do not fit the network.
 * @paper HRTA eq. (7)
 */
export function risk(model: Model, data: Dataset, { loss = mse }: { readonly loss?: Loss } = {}): Risk {
  checkTargets(model, data);
  const pass = tangentPass(model, data);
  const cotangent = new Float64Array(pass.output.length);
  const value = lossAt(loss, data, pass.output, cotangent);
  return { value, cotangent, gradient: pass.vjp(cotangent), pass };
}

/** The loss of some outputs on a data set; fills dR/df, if given. */
export function lossAt(loss: Loss, data: Dataset, output: Float64Array, cotangent?: Float64Array): number {
  const { rows, outputs, y: target, weights } = data;
  return loss.evaluate({ rows, outputs, output, target, first: 0, weights, total: rows, cotangent });
}

/** Refuses targets of another width or length. */
export function checkTargets({ network }: Model, { rows, outputs, y }: Dataset): void {
  if (outputs !== network.outputs)
    throw new InputError(
      `data: the model has ${network.outputs} outputs, the data set has ${outputs}; use the model's own targets`,
    );
  if (y.length !== rows * outputs)
    throw new InputError(`data: expected y of ${rows} x ${outputs} = ${rows * outputs} numbers, got ${y.length}`);
  const at = y.findIndex((value) => !Number.isFinite(value));
  if (at >= 0)
    throw new InputError(
      `data: y of row ${Math.floor(at / outputs) + 1}, output ${(at % outputs) + 1} is ${y[at]}; expected a finite number`,
    );
}
