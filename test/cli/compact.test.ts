import { describe, expect, test } from "vitest";
import { compact, places } from "../../src/cli/compact.js";

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
