import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { mathml } from "../../scripts/formulas.mjs";
import { equations } from "../../src/web/content/equations.js";
import { views } from "../../src/web/view/index.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const formulas: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(`${root}src/web/content/formulas.tex.json`, "utf8"),
);
const claims = readdirSync(`${root}results/claims`).map((file) => file.replace(/\.json$/, ""));

test.each(Object.entries(formulas))("%s is TeX that becomes MathML", (_, tex) => {
  expect(mathml(tex)).toMatch(/^<math display="block">.+<\/math>$/s);
});

test("every formula belongs to an equation", () => {
  const used = new Set(Object.values(equations).flatMap((equation) => equation.formulas));
  expect([...used].sort()).toEqual(Object.keys(formulas).sort());
});

test.each(views.map((view) => [view.id, view] as const))("%s has its equations", (_, view) => {
  expect(view.equations.length).toBeGreaterThan(0);
  expect(view.equations.filter((id) => !Object.hasOwn(equations, id))).toEqual([]);
});

test("every equation belongs to a picture", () => {
  const used = new Set(views.flatMap((view) => view.equations));
  expect(Object.keys(equations).filter((id) => !used.has(id))).toEqual([]);
});

describe.each(Object.entries(equations))("%s", (_, { title, text, source, claim }) => {
  test("says in a few sentences what it is, and where it is from", () => {
    expect(title.length).toBeLessThan(60);
    const sentences = text.match(/[.!?](?=\s+[A-Z]|\s+s\b|$)/g) ?? [];
    expect(sentences.length).toBeGreaterThanOrEqual(2);
    expect(sentences.length).toBeLessThanOrEqual(4);
    expect(source.link).toMatch(/^https:\/\/arxiv\.org\/abs\/\d{4}\.\d{5}$/);
    expect(source.where).not.toBe("");
  });

  test("names a claim that there is, and does not hide that it fails", () => {
    if (claim === undefined) return;
    expect(claims).toContain(claim);
    const { judgement } = JSON.parse(readFileSync(`${root}results/claims/${claim}.json`, "utf8"));
    if (judgement.decision.verdict === "fails") expect(text).toMatch(/fails|cannot/);
  });
});
