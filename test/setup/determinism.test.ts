import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

/** IEEE 754 fixes the bits of these; of exp, pow, sin, ... and of `**` it does not. */
const exact = new Set([
  ...["abs", "sqrt", "floor", "ceil", "round", "trunc", "sign", "min", "max", "fround", "imul", "clz32"],
  ...["PI", "E", "LN2", "LN10", "LOG2E", "LOG10E", "SQRT2", "SQRT1_2"],
]);

/** The rooms that a result passes through; a report, or the lab's page, only draws it. */
const rooms = [
  ...["engine", "numerics", "format", "model", "tangent", "training", "theory", "problems", "pde", "study", "lab"],
];

const source = join(dirname(fileURLToPath(import.meta.url)), "../../src");
const files = rooms.flatMap((room) =>
  readdirSync(join(source, room), { recursive: true, encoding: "utf8" })
    .map((path) => `${room}/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".ts") && !/^engine\/(assembly|binary)\//.test(path)),
);

function inexact(path: string): string[] {
  const tree = ts.createSourceFile(path, readFileSync(join(source, path), "utf8"), ts.ScriptTarget.Latest);
  const found: string[] = [];
  const report = (node: ts.Node, what: string) => {
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
    found.push(`src/${path}:${line + 1}: ${what} differs between hosts; use src/numerics`);
  };
  const visit = (node: ts.Node) => {
    if (ts.isPropertyAccessExpression(node) && node.expression.getText(tree) === "Math" && !exact.has(node.name.text))
      report(node, `Math.${node.name.text}`);
    const power = [ts.SyntaxKind.AsteriskAsteriskToken, ts.SyntaxKind.AsteriskAsteriskEqualsToken];
    if (ts.isBinaryExpression(node) && power.includes(node.operatorToken.kind) && !constant(node)) report(node, "**");
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** 2 ** 32 and the like: an integer power of an integer is exact, and its author can see that it is. */
const constant = ({ left, right }: ts.BinaryExpression) => ts.isNumericLiteral(left) && ts.isNumericLiteral(right);

test("no function whose bits differ between hosts is on the way to a result", () => {
  expect(files.flatMap(inexact)).toEqual([]);
});
