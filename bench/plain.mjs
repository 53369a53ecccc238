/**
 * W1's step as fast as plain JavaScript over typed arrays was found to go, the competitor of the engine: the same fused
 * arithmetic, for one input and the constant. Measured and slower: Float32Array (numbers are doubles in registers, every load
 * and store converts), masks and table look-ups in place of the branch, Math.max, one, four or eight neurons at a time.
 *
 * sigma_s(z) = (1 - s/2) z + s/2 |z|, and the part that is linear in z sums to one straight line over all neurons. Backwards,
 * sum_i e_i sigma_s'(z_i) x_i = (1-s) sum_i e_i x_i + s sum_{z_i > 0} e_i x_i =: G gives both gradients, a G and w.G
 * (homogeneity), so that the pass over the samples only adds up two masked sums for each neuron.
 * @returns a function that makes one step and returns the loss before it
 */
export function plainW1({ x, y, parameters, s, rate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }) {
  const n = x.length;
  const m = parameters.length / 3;
  const scale = 1 / Math.sqrt(m);
  const weight = Float64Array.from(parameters.subarray(0, m));
  const bias = Float64Array.from(parameters.subarray(m, 2 * m));
  const out = Float64Array.from(parameters.subarray(2 * m));
  const moments = Array.from({ length: 6 }, () => new Float64Array(m));
  const [weightP, biasP, outP, weightV, biasV, outV] = moments;
  const kinks = new Float64Array(n);
  const e = new Float64Array(n);
  const ex = new Float64Array(n);
  let beta1k = 1;
  let beta2k = 1;

  function adam(theta, p, v, k, g, correction1, correction2) {
    const first = beta1 * p[k] + (1 - beta1) * g;
    const second = beta2 * v[k] + (1 - beta2) * g * g;
    p[k] = first;
    v[k] = second;
    theta[k] -= (rate * first * correction1) / (Math.sqrt(second * correction2) + epsilon);
  }

  function update(k, active0, active1, total0, total1, correction1, correction2) {
    const w = weight[k];
    const b = bias[k];
    const a = out[k];
    const g0 = ((1 - s) * total0 + s * active0) * scale;
    const g1 = ((1 - s) * total1 + s * active1) * scale;
    adam(weight, weightP, weightV, k, a * g0, correction1, correction2);
    adam(bias, biasP, biasV, k, a * g1, correction1, correction2);
    adam(out, outP, outV, k, w * g0 + b * g1, correction1, correction2);
  }

  return function step() {
    beta1k *= beta1;
    beta2k *= beta2;
    const correction1 = 1 / (1 - beta1k);
    const correction2 = 1 / (1 - beta2k);
    let line0 = 0;
    let line1 = 0;
    for (let k = 0; k < m; k++) {
      line0 += out[k] * weight[k];
      line1 += out[k] * bias[k];
    }
    kinks.fill(0);
    for (let k = 0; k + 3 < m; k += 4) {
      const w0 = weight[k];
      const w1 = weight[k + 1];
      const w2 = weight[k + 2];
      const w3 = weight[k + 3];
      const b0 = bias[k];
      const b1 = bias[k + 1];
      const b2 = bias[k + 2];
      const b3 = bias[k + 3];
      const a0 = out[k];
      const a1 = out[k + 1];
      const a2 = out[k + 2];
      const a3 = out[k + 3];
      for (let i = 0; i < n; i++) {
        const at = x[i];
        kinks[i] +=
          a0 * Math.abs(w0 * at + b0) +
          a1 * Math.abs(w1 * at + b1) +
          a2 * Math.abs(w2 * at + b2) +
          a3 * Math.abs(w3 * at + b3);
      }
    }
    for (let k = m - (m % 4); k < m; k++)
      for (let i = 0; i < n; i++) kinks[i] += out[k] * Math.abs(weight[k] * x[i] + bias[k]);

    let loss = 0;
    let total0 = 0;
    let total1 = 0;
    for (let i = 0; i < n; i++) {
      const residual = scale * ((1 - s / 2) * (line0 * x[i] + line1) + (s / 2) * kinks[i]) - y[i];
      loss += residual * residual;
      e[i] = residual / n;
      ex[i] = e[i] * x[i];
      total0 += ex[i];
      total1 += e[i];
    }

    // Two neurons at a time share the loads, and their four sums do not wait for each other.
    for (let k = 0; k + 1 < m; k += 2) {
      const w0 = weight[k];
      const w1 = weight[k + 1];
      const b0 = bias[k];
      const b1 = bias[k + 1];
      let active00 = 0;
      let active01 = 0;
      let active10 = 0;
      let active11 = 0;
      for (let i = 0; i < n; i++) {
        const at = x[i];
        if (w0 * at + b0 > 0) {
          active00 += ex[i];
          active01 += e[i];
        }
        if (w1 * at + b1 > 0) {
          active10 += ex[i];
          active11 += e[i];
        }
      }
      update(k, active00, active01, total0, total1, correction1, correction2);
      update(k + 1, active10, active11, total0, total1, correction1, correction2);
    }
    return loss / (2 * n);
  };
}
