import { describe, expect, test } from "vitest";
import { tracker } from "../../src/node/study/tracker.js";
import type { Cell } from "../../src/study/cell.js";

const cells = (n: number, steps = 1): Cell[] =>
  Array.from({ length: n }, (_, seed) => ({ experiment: "train", params: { steps }, seed }));
const cost = ({ params }: Cell) => (params as { steps: number }).steps;
const left = (track: ReturnType<typeof tracker>) => track.standing().left;

describe("the time that is left", () => {
  test("is the estimates' sum over the workers, before anything has ended", () => {
    expect(left(tracker(cells(10, 3), { workers: 2, cost, found: [] }))).toBe(15);
  });

  test("is no less than the longest cell takes", () => {
    expect(left(tracker([...cells(1, 100), ...cells(3, 1)], { workers: 4, cost, found: [] }))).toBe(100);
  });

  test("follows what cells of the same parameters took, those of earlier starts among them", () => {
    const [first, ...rest] = cells(5);
    expect(left(tracker(rest, { workers: 1, cost, found: [{ cell: first, seconds: 7 }] }))).toBe(28);
  });

  test("corrects the other estimates by how far they have been off", () => {
    const [first] = cells(1, 1);
    expect(left(tracker(cells(1, 10), { workers: 1, cost, found: [{ cell: first, seconds: 3 }] }))).toBe(30);
  });

  test("takes a running cell's own word, once it has come some way", async () => {
    const [one] = cells(1, 1000);
    const track = tracker([one], { workers: 1, cost, found: [] });
    track.started("a", one);
    // Nothing said yet: the estimate, less the moment that has passed.
    expect(left(track)).toBeGreaterThan(990);
    await new Promise((resolve) => setTimeout(resolve, 30));
    track.progress("a", 0.5);
    // About the 30 ms that the first half took; a busy machine may have taken longer.
    expect(left(track)).toBeLessThan(10);
  });
});

test("cells are counted as they begin, end and fail; a worker that never began leaves the counts right", () => {
  const [a, b, c, d] = cells(4);
  const track = tracker([a, b, c, d], { workers: 2, cost, found: [{ cell: { ...a, seed: 9 }, seconds: 1 }] });
  track.started("a", a);
  track.started("b", b);
  expect(track.standing()).toMatchObject({ total: 5, done: 1, reused: 1, failed: 0 });
  expect(track.standing().running.map(({ id, share }) => [id, share])).toEqual([
    ["a", 0],
    ["b", 0],
  ]);
  track.progress("b", 0.4);
  // A message that came late does not turn a cell back.
  track.progress("b", 0.3);
  expect(track.standing().running[1].share).toBe(0.4);
  track.ended("a", a, { seconds: 1, failed: false });
  track.ended("b", b, { seconds: 1, failed: true });
  track.ended("c", c, { seconds: 0, failed: true });
  expect(track.standing()).toMatchObject({ total: 5, done: 2, failed: 2, running: [], left: 1 });
});
