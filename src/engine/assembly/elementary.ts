/**
 * Elementary functions in double precision, computed in software: only +, -, *, / and sqrt, which IEEE 754 fixes to the
 * last bit, so every host returns the same bits. The instructions of a host's own Math do not.
 */

// The standard library's NativeMath is compiled into the binary; nothing is imported from the host.

export function exp(x: f64): f64 {
  return NativeMath.exp(x);
}

export function expm1(x: f64): f64 {
  return NativeMath.expm1(x);
}

export function log(x: f64): f64 {
  return NativeMath.log(x);
}

export function log1p(x: f64): f64 {
  return NativeMath.log1p(x);
}

export function pow(x: f64, y: f64): f64 {
  return NativeMath.pow(x, y);
}

export function sin(x: f64): f64 {
  return NativeMath.sin(x);
}

export function cos(x: f64): f64 {
  return NativeMath.cos(x);
}

export function tanh(x: f64): f64 {
  return NativeMath.tanh(x);
}

export function acos(x: f64): f64 {
  return NativeMath.acos(x);
}

export function asin(x: f64): f64 {
  return NativeMath.asin(x);
}

export function atan2(y: f64, x: f64): f64 {
  return NativeMath.atan2(y, x);
}

/** erf(x) for |x| <= 1: x + x P(x^2), P of degree 12 through Chebyshev nodes, truncation error below 2e-19. */
@inline
function erfSmall(x: f64): f64 {
  const u = x * x;
  let y: f64 = 5.957176147748911e-11;
  y = y * u - 1.1372848856791674e-09;
  y = y * u + 1.4659775274047436e-08;
  y = y * u - 1.6350312701054695e-07;
  y = y * u + 1.6461000484121368e-06;
  y = y * u - 1.4925595266831182e-05;
  y = y * u + 0.0001205533111164271;
  y = y * u - 0.000854832698083379;
  y = y * u + 0.0052239776248180145;
  y = y * u - 0.026866170645076792;
  y = y * u + 0.11283791670954879;
  y = y * u - 0.3761263890318375;
  y = y * u + 0.1283791670955126;
  return x + x * y;
}

/**
 * erfc(x) for x >= 0.5: exp(-x^2) Q(t) / (1 + 2x) with t = (x - 3) / (x + 3), Q of degree 23 through Chebyshev nodes on
 * [-5/7, 1], truncation error below 1e-17. The square is split exactly (x = h + l, h of 21 bits), because an error of x^2 is a
 * relative error of exp(-x^2).
 */
function erfcLarge(x: f64): f64 {
  const t = (x - 3) / (x + 3);
  let y: f64 = 3.4067993470325632e-09;
  y = y * t - 7.763887917930938e-09;
  y = y * t - 2.030202389500691e-08;
  y = y * t + 4.404797875133832e-08;
  y = y * t + 1.1067996426745221e-07;
  y = y * t - 1.464210882999557e-07;
  y = y * t - 6.230702404690642e-07;
  y = y * t + 3.6111326505816053e-07;
  y = y * t + 3.4754123465335582e-06;
  y = y * t - 7.33686426065499e-07;
  y = y * t - 2.0101508706745832e-05;
  y = y * t + 4.950173560521449e-06;
  y = y * t + 0.00012509955426271118;
  y = y * t - 0.0001051599365097246;
  y = y * t - 0.0007798323014462081;
  y = y * t + 0.001888690375555504;
  y = y * t + 0.0025293918188247794;
  y = y * t - 0.02377051491972935;
  y = y * t + 0.06830802734382649;
  y = y * t - 0.11927366341527468;
  y = y * t + 0.12964515870276463;
  y = y * t - 0.04756229435345113;
  y = y * t - 0.1356211061245812;
  y = y * t + 1.2530080582697296;
  const h = reinterpret<f64>(reinterpret<u64>(x) & 0xffffffff00000000);
  return ((NativeMath.exp(-h * h) * NativeMath.exp((h - x) * (h + x))) * y) / (1 + 2 * x);
}

/** erf(x) = 2/sqrt(pi) int_0^x exp(-t^2) dt. */
export function erf(x: f64): f64 {
  const a = abs(x);
  if (a <= 1) return erfSmall(x);
  if (a > 6) return copysign<f64>(1, x);
  return a <= 6 ? copysign<f64>(1 - erfcLarge(a), x) : x; // the last case is NaN
}

/** erfc(x) = 1 - erf(x), without cancellation for large x. */
export function erfc(x: f64): f64 {
  if (x < 0.5) return 1 - erf(x);
  if (x > 27.3) return 0;
  return x >= 0.5 ? erfcLarge(x) : x; // the last case is NaN
}
