import { random } from "../dist/index.js";
import { cholesky } from "../dist/numerics/linear/cholesky.js";
import { eigen, eigenvalues } from "../dist/numerics/linear/eigen.js";
import { smallestEigenvalue } from "../dist/numerics/linear/interval.js";
import { gramProduct } from "../dist/numerics/linear/product.js";
import { interleave, printTable } from "./measure.mjs";
import { peer } from "./peer.mjs";

const SIZES = [400, 1000, 2000];
/** Samples and parameters' share of a Gram matrix: 400 x 1000. */
const GRAM = { rows: 400, columns: 1000 };

function normal(rows, columns) {
  const data = new Float64Array(rows * columns);
  random(1, "bench").fillNormal(data);
  return { rows, columns, data };
}

/** Dense float64 linear algebra on one thread, beside LAPACK through numpy, also on one thread. */
export function printLinear(quick) {
  const factor = normal(GRAM.rows, GRAM.columns);
  const tasks = { gram: () => gramProduct(factor) };
  for (const n of SIZES) {
    const a = gramProduct(normal(n, n));
    const estimate = eigenvalues(a)[0];
    // A Gram matrix of as many factors as rows is close to singular: the factorisation needs a ridge.
    tasks[`values${n}`] = () => eigenvalues(a);
    tasks[`cholesky${n}`] = () => cholesky(a, { shift: 1 });
    tasks[`interval${n}`] = () => smallestEigenvalue(a, { estimate });
    if (n < 2000) tasks[`vectors${n}`] = () => eigen(a);
  }
  const own = interleave(tasks, quick ? { rounds: 1, slice: 1 } : { rounds: 7, slice: 50 });
  // The peer is told one thread: OpenBLAS would take them all.
  const lapack = peer("numpy_linear.py", [quick ? 0.2 : 2, ...SIZES], {
    OPENBLAS_NUM_THREADS: "1",
    OMP_NUM_THREADS: "1",
    MKL_NUM_THREADS: "1",
  });
  const name = lapack.reason ? "" : `numpy ${lapack.version} (LAPACK, 1 thread)`;
  const rows = [];
  const add = (label, time, key) => {
    const other = lapack.ms?.[key];
    rows.push([
      label,
      time.toPrecision(3),
      ...(other ? [other.toPrecision(3), `${(time / other).toFixed(2)} x`] : ["", ""]),
    ]);
  };
  for (const n of SIZES) add(`eigenvalues, n = ${n}`, own[`values${n}`], `values${n}`);
  for (const n of SIZES) if (own[`vectors${n}`]) add(`eigenvectors, n = ${n}`, own[`vectors${n}`], `vectors${n}`);
  for (const n of SIZES) add(`Cholesky, n = ${n}`, own[`cholesky${n}`], `cholesky${n}`);
  for (const n of SIZES) add(`proven interval of the smallest, n = ${n}`, own[`interval${n}`]);
  add(`A A^T, A ${GRAM.rows} x ${GRAM.columns}`, own.gram, "gram");
  printTable("Dense float64 linear algebra, one thread", ["", "ms", name, "hrta / LAPACK"], rows);
  if (lapack.reason) console.log(`LAPACK is not compared: ${lapack.reason}`);
}
