import { cpus, loadavg } from "node:os";

/** The middle of the values (the mean of the middle two). */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * Median milliseconds of one call of each task. Tasks take turns, a slice of time each, so that a machine that slows down or
 * speeds up does so for all of them; ratios of medians of one call are then fair.
 * @param tasks functions by name, each one call of the thing measured
 */
export function interleave(tasks, { rounds, slice }) {
  const entries = Object.entries(tasks);
  // Warm up until compiled, and find how many calls fill a slice.
  const calls = entries.map(([, task]) => {
    let count = 1;
    for (;;) {
      const took = time(task, count) * count;
      if (took >= slice) return Math.max(1, Math.round((count * slice) / took));
      count *= 2;
    }
  });
  const samples = entries.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, [, task]] of entries.entries()) samples[i].push(time(task, calls[i]));
  return Object.fromEntries(entries.map(([name], i) => [name, median(samples[i])]));
}

/** Milliseconds a call, over `count` calls. */
function time(task, count) {
  const start = performance.now();
  for (let i = 0; i < count; i++) task();
  return (performance.now() - start) / count;
}

/** The machine in one line, and a warning if it is not idle. */
export function machine() {
  const cores = cpus();
  const busy = loadavg()[0];
  const line = `${cores[0]?.model ?? "unknown processor"}, ${cores.length} cores, Node ${process.versions.node}, load ${busy.toFixed(2)}`;
  return busy > 0.5 ? `${line}\nThe machine is busy: wait until the load is near 0 for numbers to quote.` : line;
}

/** Prints rows of columns, aligned. */
export function printTable(title, header, rows) {
  const table = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, i) => Math.max(...table.map((row) => row[i].length)));
  console.log(`\n${title}`);
  for (const row of table)
    console.log(`  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  ")}`);
}
