// Writes the data sets in examples/ from fixed seeds; the same bytes on every host. Needs the build (npm run build).
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { sin } = await import("../dist/numerics/elementary.js");
const { random } = await import("../dist/numerics/random.js");

const write = (name, header, rows) => {
  const lines = rows.map((row) => row.map((value) => String(Number(value.toPrecision(6)))).join(","));
  mkdirSync(join(root, "examples"), { recursive: true });
  writeFileSync(join(root, "examples", name), `${header.join(",")}\n${lines.join("\n")}\n`);
};

/** 10 sin(pi x1 x2) + 20 (x3 - 1/2)^2 + 10 x4 + 5 x5 + N(0, 1), x uniform in [0, 1]^5. */
function friedman(rows) {
  const { uniform, normal } = random(1, "friedman");
  return Array.from({ length: rows }, () => {
    // Rounded before use, so that the file's own x give its y.
    const x = Array.from({ length: 5 }, () => Number(uniform().toPrecision(6)));
    const y = 10 * sin(Math.PI * x[0] * x[1]) + 20 * (x[2] - 0.5) * (x[2] - 0.5) + 10 * x[3] + 5 * x[4];
    return [...x, y + normal()];
  });
}

/** |x - 0.3| + 0.2 sin(6 pi x) + N(0, 0.02^2), x uniform in [-1, 1]. */
function kink(rows) {
  const { uniform, normal } = random(1, "kink");
  return Array.from({ length: rows }, () => {
    const x = Number((2 * uniform() - 1).toPrecision(6));
    return [x, Math.abs(x - 0.3) + 0.2 * sin(6 * Math.PI * x) + 0.02 * normal()];
  });
}

write("friedman.csv", ["x1", "x2", "x3", "x4", "x5", "y"], friedman(1000));
write("kink.csv", ["x", "y"], kink(200));
