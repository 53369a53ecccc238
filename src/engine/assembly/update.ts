import { bytes, lanes } from "./vector";

/** theta -= eta g over `count` numbers; each rule is a function of its own, so that vectors and the rest agree bit for bit. */
export function descend<T>(theta: usize, g: usize, count: i32, rate: T): void {
  const eta = v128.splat<T>(rate);
  const end = bytes<T>(count);
  const whole = bytes<T>(count - (count % lanes<T>()));
  let i: usize = 0;
  for (; i < whole; i += 16) v128.store(theta + i, v128.sub<T>(v128.load(theta + i), v128.mul<T>(eta, v128.load(g + i))));
  for (; i < end; i += sizeof<T>()) store<T>(theta + i, <T>(load<T>(theta + i) - rate * load<T>(g + i)));
}

/** p <- beta p + g; theta -= eta (direct g + along p). */
export function addMomentum<T>(theta: usize, g: usize, p: usize, count: i32, rate: T, beta: T, direct: T, along: T): void {
  const end = bytes<T>(count);
  const whole = bytes<T>(count - (count % lanes<T>()));
  const eta = v128.splat<T>(rate);
  const keep = v128.splat<T>(beta);
  const now = v128.splat<T>(direct);
  const past = v128.splat<T>(along);
  let i: usize = 0;
  for (; i < whole; i += 16) {
    const gradient = v128.load(g + i);
    const moment = v128.add<T>(v128.mul<T>(keep, v128.load(p + i)), gradient);
    v128.store(p + i, moment);
    const step = v128.add<T>(v128.mul<T>(now, gradient), v128.mul<T>(past, moment));
    v128.store(theta + i, v128.sub<T>(v128.load(theta + i), v128.mul<T>(eta, step)));
  }
  for (; i < end; i += sizeof<T>()) {
    const gradient = load<T>(g + i);
    const moment: T = <T>(beta * load<T>(p + i) + gradient);
    store<T>(p + i, moment);
    store<T>(theta + i, <T>(load<T>(theta + i) - rate * (direct * gradient + along * moment)));
  }
}

/** Coefficients of Adam in the order of the doubles that the host writes. */
@unmanaged
export class AdamCoefficients {
  rate: f64;
  beta1: f64;
  beta2: f64;
  rest1: f64;
  rest2: f64;
  correction1: f64;
  correction2: f64;
  epsilon: f64;
  /** eta times decay. */
  shrink: f64;
}

/** p <- beta1 p + (1-beta1) g; v <- beta2 v + (1-beta2) g^2; theta <- (1 - eta decay) theta - eta p c1 / (sqrt(v c2) + epsilon). */
export function adapt<T>(theta: usize, g: usize, p: usize, v: usize, count: i32, by: AdamCoefficients): void {
  const end = bytes<T>(count);
  const whole = bytes<T>(count - (count % lanes<T>()));
  const eta = v128.splat<T>(<T>by.rate);
  const beta1 = v128.splat<T>(<T>by.beta1);
  const beta2 = v128.splat<T>(<T>by.beta2);
  const rest1 = v128.splat<T>(<T>by.rest1);
  const rest2 = v128.splat<T>(<T>by.rest2);
  const correction1 = v128.splat<T>(<T>by.correction1);
  const correction2 = v128.splat<T>(<T>by.correction2);
  const epsilon = v128.splat<T>(<T>by.epsilon);
  const shrink = v128.splat<T>(<T>by.shrink);
  let i: usize = 0;
  for (; i < whole; i += 16) {
    const gradient = v128.load(g + i);
    const first = v128.add<T>(v128.mul<T>(beta1, v128.load(p + i)), v128.mul<T>(rest1, gradient));
    const second = v128.add<T>(v128.mul<T>(beta2, v128.load(v + i)), v128.mul<T>(v128.mul<T>(rest2, gradient), gradient));
    v128.store(p + i, first);
    v128.store(v + i, second);
    const step = v128.div<T>(
      v128.mul<T>(eta, v128.mul<T>(first, correction1)),
      v128.add<T>(v128.sqrt<T>(v128.mul<T>(second, correction2)), epsilon),
    );
    const at = v128.load(theta + i);
    v128.store(theta + i, v128.sub<T>(v128.sub<T>(at, v128.mul<T>(shrink, at)), step));
  }
  for (; i < end; i += sizeof<T>()) {
    const gradient = load<T>(g + i);
    const first: T = <T>(<T>by.beta1 * load<T>(p + i) + <T>by.rest1 * gradient);
    const second: T = <T>(<T>by.beta2 * load<T>(v + i) + <T>by.rest2 * gradient * gradient);
    store<T>(p + i, first);
    store<T>(v + i, second);
    const step: T = <T>((<T>by.rate * (first * <T>by.correction1)) / (sqrt<T>(<T>(second * <T>by.correction2)) + <T>by.epsilon));
    const at = load<T>(theta + i);
    store<T>(theta + i, <T>(at - <T>by.shrink * at - step));
  }
}
