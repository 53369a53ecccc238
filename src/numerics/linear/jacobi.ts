import type { Matrix } from "./matrix.js";

/** More sweeps than any matrix of a few dozen rows needs: the convergence is quadratic. */
const MOST_SWEEPS = 60;

/**
 * Diagonalises a small symmetric matrix by Jacobi's rotations, in place: A = sum_i a_ii v_i v_i^T afterwards, row i of `vectors` the
 * unit eigenvector v_i; eigenvalues are not sorted. About 10 p^3 operations a sweep and half a dozen sweeps, without a call into
 * WebAssembly: for thousands of matrices of at most a few dozen rows, where `eigen` would spend its time on copies.
 * @param a symmetric; left diagonal to rounding.
 * @param vectors receives the eigenvectors; as large as a.
 */
export function jacobiEigen(a: Matrix, vectors: Matrix): void {
  const p = a.rows;
  const m = a.data;
  const v = vectors.data;
  v.fill(0);
  for (let i = 0; i < p; i++) v[i * p + i] = 1;
  // Entries this small move no eigenvalue by a rounding of the largest one, which is at least the mean of their absolute values.
  let small = 0;
  for (let i = 0; i < p; i++) small += (0.25 * Number.EPSILON * Math.abs(m[i * p + i])) / (p * p);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let turned = false;
    for (let i = 0; i < p - 1; i++)
      for (let j = i + 1; j < p; j++) {
        const off = m[i * p + j];
        if (Math.abs(off) <= small) continue;
        turned = true;
        const theta = (m[j * p + j] - m[i * p + i]) / (2 * off);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < p; k++) {
          const x = m[k * p + i];
          const y = m[k * p + j];
          m[k * p + i] = c * x - s * y;
          m[k * p + j] = s * x + c * y;
        }
        for (let k = 0; k < p; k++) {
          const x = m[i * p + k];
          const y = m[j * p + k];
          m[i * p + k] = c * x - s * y;
          m[j * p + k] = s * x + c * y;
          const u = v[i * p + k];
          const w = v[j * p + k];
          v[i * p + k] = c * u - s * w;
          v[j * p + k] = s * u + c * w;
        }
        m[i * p + j] = 0;
        m[j * p + i] = 0;
      }
    if (!turned) return;
  }
}
