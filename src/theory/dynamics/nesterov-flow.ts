import { besselChange, besselIsNear, scaledBessel } from "../../numerics/bessel.js";
import { type Flow, pointwiseFlow } from "./dynamics.js";

/**
 * Nesterov's limit, Delta'' + gamma/t Delta' + lambda Delta = 0 from rest:
 * Gamma(nu+1) (2/(sqrt(lambda) t))^nu J_nu(sqrt(lambda) t) with nu = (gamma-1)/2. The loss of a mode falls like t^-gamma.
 * @param options.gamma default 3.
 * @throws RangeError if gamma is not in (0, 199].
 * @paper BXC eq. (4.2), (4.4)
 */
export function nesterovFlow({ gamma = 3 }: { readonly gamma?: number } = {}): Flow {
  if (!(gamma > 0 && gamma <= 199)) throw new RangeError(`gamma: expected a number in (0, 199], got ${gamma}`);
  const nu = 0.5 * (gamma - 1);
  return pointwiseFlow({
    name: "Nesterov flow",
    amplitude: (lambda, t) => scaledBessel(nu, Math.sqrt(lambda) * t),
    response(lambda, t) {
      const x = Math.sqrt(lambda) * t;
      if (!besselIsNear(nu, x)) return (1 - scaledBessel(nu, x)) / lambda;
      // The first term of the series, t^2 / (4 (nu+1)), where lambda or its product with t^2 is lost to underflow.
      return x * x < 1e-200 ? (0.25 * t * t) / (nu + 1) : -besselChange(nu, x) / lambda;
    },
    // d/dx of the scaled function of order nu is -x / (2 (nu+1)) times that of order nu + 1.
    velocity: (lambda, t) =>
      lambda === 0 ? 0 : ((-0.5 * lambda * t) / (nu + 1)) * scaledBessel(nu + 1, Math.sqrt(lambda) * t),
    stable: () => true,
  });
}
