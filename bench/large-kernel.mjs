// Prints the seconds that a kernel of n rows and its smallest eigenvalue take, and the process's most memory in MB.
import { random } from "../dist/index.js";
import { smallestEigenvalue } from "../dist/numerics/linear/interval.js";
import { shallowKernels } from "../dist/theory/index.js";

const rows = Number(process.argv[2]);
const x = new Float64Array(8 * rows);
random(1, "bench").fillNormal(x);
const start = performance.now();
const { sum } = shallowKernels({ rows, inputs: 8, x }).at(1);
const formed = performance.now();
smallestEigenvalue(sum, { entryError: sum.error });
const done = performance.now();
const rss = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ kernel: (formed - start) / 1000, smallest: (done - formed) / 1000, rss }));
