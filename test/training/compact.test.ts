import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compact, type Place, places, toCompact } from "../../src/training/compact.js";

describe("the compact form name,option=value,... of a choice", () => {
  test.each<[string, object]>([
    ["adam", { name: "adam" }],
    ["nesterov,gamma=3", { name: "nesterov", gamma: 3 }],
    ["ramp, from=0.5 , to=1,switch=lossless", { name: "ramp", from: 0.5, to: 1, switch: "lossless" }],
    ["adam,epsilon=1e-8,decay=cosine", { name: "adam", epsilon: 1e-8, decay: "cosine" }],
    ["x,flag=true,other=false,empty=", { name: "x", flag: true, other: false, empty: "" }],
    ["stages,0.5,1", { name: "stages", stages: [0.5, 1] }],
    ["stages,0.5@0.2,1,moments=reset", { name: "stages", stages: [{ s: 0.5, until: 0.2 }, 1], moments: "reset" }],
    ["path,0.5@0,0.5@0.2,1@0.2", { name: "path", points: [0.5, 0.5, 1].map((s, i) => ({ s, at: [0, 0.2, 0.2][i] })) }],
    ["path,0.5,switch=hard", { name: "path", points: [0.5], switch: "hard" }],
    ["stages,0.5@0.2@0.3", { name: "stages", stages: ["0.5@0.2@0.3"] }],
    ["onPlateau,1@0.2", { name: "onPlateau", values: ["1@0.2"] }],
    ["higherMomentum,0.2,-0.1", { name: "higherMomentum", momenta: [0.2, -0.1] }],
    ["onPlateau,1,1.5,patience=3", { name: "onPlateau", values: [1, 1.5], patience: 3 }],
    ["constant,0.7", { name: "constant", s: 0.7 }],
    ["heavy-ball,momentum=0.5", { name: "heavyBall", momentum: 0.5 }],
    ["on-plateau,1,1.5", { name: "onPlateau", values: [1, 1.5] }],
    ["1e-3,first=l2", { name: "1e-3", first: "l2" }],
  ])("%s is the object of the JSON form", (text, expected) => {
    expect(compact("--choice", text, places)).toEqual(expected);
  });

  test("what is no number stays text, for the specification to complain of", () => {
    expect(compact("--choice", "ramp,from=half")).toEqual({ name: "ramp", from: "half" });
  });

  test("an option given twice is refused", () => {
    expect(() => compact("--choice", "ramp,to=1,to=2")).toThrow('--choice: "to" is given twice in "ramp,to=1,to=2"');
    expect(() => compact("--choice", "ramp,name=stages")).toThrow('"name" is given twice');
    expect(() => compact("--choice", "constant,1,s=2")).toThrow('"s" is given twice in "constant,1,s=2"');
  });

  test("a value without a name is refused where the choice takes none", () => {
    expect(() => compact("--optimizer", "adam,0.1")).toThrow(
      '--optimizer: "0.1" in "adam,0.1" has no name; write it as option=0.1',
    );
    expect(() => compact("--relaxation", "ramp,0.5@0.3", places)).toThrow('"0.5@0.3" in "ramp,0.5@0.3" has no name');
  });

  test("a constant takes one value", () => {
    expect(() => compact("--relaxation", "constant,1,2", places)).toThrow(
      'constant takes one value, got 2 in "constant,1,2"',
    );
  });
});

describe("toCompact", () => {
  test.each<[{ name: string } & Record<string, unknown>, string]>([
    [{ name: "ramp", from: 1, to: 1.5 }, "ramp,from=1,to=1.5"],
    [{ name: "constant", s: 0.7 }, "constant,0.7"],
    [{ name: "path", points: [0.5, 0.5, 1].map((s, i) => ({ at: [0, 0.2, 0.2][i], s })) }, "path,0.5@0,0.5@0.2,1@0.2"],
    [{ name: "stages", stages: [{ s: 0.5, until: 0.19 }, 1], switch: "lossless" }, "stages,0.5@0.19,1,switch=lossless"],
    [{ switch: "hard", values: [1, 1.5], name: "onPlateau" }, "onPlateau,1,1.5,switch=hard"],
    [
      { name: "function", target: "doppler", noise: 0.05, standardize: true },
      "function,target=doppler,noise=0.05,standardize=true",
    ],
    [{ name: "higherMomentum", momenta: [0.2, -0.1], rate: 1e-7 }, "higherMomentum,0.2,-0.1,rate=1e-7"],
    [{ name: "adam", rate: undefined }, "adam"],
  ])("writes %j", (value, text) => {
    expect(toCompact(value)).toBe(text);
    expect(compact("--choice", text)).toEqual(JSON.parse(JSON.stringify(value)));
  });

  test("writes a stage without its end as the bare s, which means the same", () => {
    expect(toCompact({ name: "stages", stages: [{ s: 0.5, until: 0.2 }, { s: 1 }] } as { name: string })).toBe(
      "stages,0.5@0.2,1",
    );
  });

  test("is read back as the same object: every double, name and flag", () => {
    const number = fc.double({ noNaN: true });
    const word = fc.stringMatching(/^[a-zA-Z]+([=@. -][a-zA-Z0-9]+)*$/).filter((text) => Number.isNaN(Number(text)));
    const value = fc.oneof(
      number,
      fc.boolean(),
      word.filter((text) => text !== "true" && text !== "false"),
    );
    const key = fc.stringMatching(/^[a-z][a-zA-Z0-9]*$/).filter((text) => text !== "name");
    const options = fc.dictionary(key, value, { noNullPrototype: true });
    const lists: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
      constant: number,
      stages: fc.array(fc.oneof(number, fc.record({ s: number, until: number })), { minLength: 1 }),
      path: fc.array(fc.record({ s: number, at: number }), { minLength: 1 }),
      onPlateau: fc.array(number, { minLength: 1 }),
      higherMomentum: fc.array(number, { minLength: 1 }),
    };
    const choices = Object.entries(places).map(([name, { field }]) =>
      fc.record({ more: options, list: lists[name] }).map(({ more, list }) => ({ ...more, name, [field]: list })),
    );
    const plain = fc.record({ more: options, name: key }).map(({ more, name }) => ({ ...more, name: `x${name}` }));
    fc.assert(
      fc.property(fc.oneof(...choices, plain), (choice) => {
        // toEqual tells -0 from 0.
        expect(compact("--choice", toCompact(choice))).toEqual(choice);
      }),
      { numRuns: 1000 },
    );
  });

  test.each<[object, string]>([
    [
      { name: "adam", decay: { name: "cosine" } },
      'decay: {"name":"cosine"} of adam has no compact form; give it in JSON',
    ],
    [{ name: "x", list: [1, 2] }, "list: [1,2] of x has no compact form"],
    [{ name: "stages", stages: [] }, "stages: [] of stages has no compact form"],
    [{ name: "stages", stages: [{ s: 1, to: 2 }] }, 'stages: {"s":1,"to":2} of stages'],
    [{ name: "path", points: [{ at: 1 }] }, 'points: {"at":1} of path'],
    [{ name: "path", points: ["1@0"] }, 'points: "1@0" of path'],
    [{ name: "onPlateau", values: ["a=b"] }, 'values: "a=b" of onPlateau'],
    [{ name: "x", text: "a,b" }, 'text: "a,b" of x'],
    [{ name: "x", text: " a" }, 'text: " a" of x'],
    [{ name: "x", text: "1.0" }, 'text: "1.0" of x'],
    [{ name: "x", text: "true" }, 'text: "true" of x'],
    [{ name: "x", number: Number.NaN }, "number: NaN of x"],
    [{ name: "x", nothing: null }, "nothing: null of x"],
    [{ name: "x", "a,b": 1 }, "a,b: 1 of x"],
    [{ name: "gauss-newton" }, 'name: "gauss-newton" of gauss-newton'],
  ])("refuses %j, which would come back as something else", (value, message) => {
    expect(() => toCompact(value as { name: string })).toThrow(message);
  });

  test("knows the places that it is told, as compact does", () => {
    const told: Record<string, Place> = { bag: { field: "things", behind: "in" } };
    const value = { name: "bag", things: [1, { s: 2, in: "box" }] };
    expect(toCompact(value, told)).toBe("bag,1,2@box");
    expect(compact("--choice", "bag,1,2@box", told)).toEqual(value);
    expect(() => toCompact(value)).toThrow("has no compact form");
  });

  test("no option reaches an object's prototype", () => {
    expect(() => compact("--choice", "x,__proto__=1")).toThrow('--choice: "__proto__" in "x,__proto__=1" is no option');
  });
});
