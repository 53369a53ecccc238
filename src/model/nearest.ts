/** The names most like the one asked for, best first: equal but for case, containing it, or within a few edits of it. */
export function nearestNames(asked: string, names: readonly string[], most = 3): string[] {
  const wanted = asked.toLowerCase();
  const scored: { name: string; distance: number }[] = [];
  for (const name of names) {
    const candidate = name.toLowerCase();
    const contained =
      (wanted.length >= 3 && candidate.includes(wanted)) ||
      (candidate.length >= 3 && 2 * candidate.length >= wanted.length && wanted.includes(candidate));
    const distance = contained ? 1 : edits(wanted, candidate);
    if (distance <= Math.max(1, Math.floor(wanted.length / 3))) scored.push({ name, distance });
  }
  return scored
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ name }) => name);
}

/** `did you mean "a" or "b"?`, or "" where nothing is near; to be put behind a message. */
export function didYouMean(asked: string, names: readonly string[]): string {
  const near = nearestNames(asked, names);
  return near.length === 0 ? "" : `; did you mean ${near.map((name) => `"${name}"`).join(" or ")}?`;
}

/** The names in quotes, the first `most` of them, and how many more there are. */
export function listNames(names: readonly string[], most = 12): string {
  const shown = names.slice(0, most).map((name) => `"${name}"`);
  const more = names.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Insertions, deletions, replacements and exchanges of neighbours from one word to the other. */
function edits(a: string, b: string): number {
  // Long names cannot be near unless they are about as long; this keeps a wrong file's 10^4-letter header cheap.
  if (Math.abs(a.length - b.length) > a.length) return a.length + b.length;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, replaced, swapped ? before[j - 2] + 1 : replaced));
    }
    before = row;
    row = next;
  }
  return row[b.length];
}
