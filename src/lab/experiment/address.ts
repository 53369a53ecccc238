import { activationNames } from "../../engine/program.js";
import { InputError } from "../../model/errors.js";
import { listNames } from "../../model/nearest.js";
import { parseProblemSpec } from "../../problems/index.js";
import { compact, places, toCompact } from "../../training/compact.js";
import { parseMoves } from "../../training/move-text.js";
import { parseRunSpec } from "../../training/spec.js";
import { type LaneFlags, laneFlags } from "./flags.js";
import { checkLane, checkProblem, checkState } from "./limit.js";
import { packPoints, unpackPoints } from "./points.js";
import {
  initialState,
  type LabData,
  type LabState,
  type Lane,
  laneName,
  MOST_LANES,
  type PdeData,
  pdeLosses,
  pdeNames,
  plainLane,
} from "./state.js";

/** The version of the address: another one is refused, never guessed at. */
const VERSION = "1";
/** Longer addresses come from nowhere good. */
const MOST_LETTERS = 8000;

const laneKeys = ["hidden", "activation", "scaling", "bias", "optimizer", "decay", "relaxation", "moves"] as const;

/**
 * The state as the fragment of an address, readable and short: `v=1&problem=sine&steps=8000&optimizer=adam,rate=0.01&b.relaxation=ramp`.
 * Lane B, C name only what differs from lane A, in the words of `hrta train`'s flags.
 */
export function toAddress(state: LabState): string {
  const entries: [string, string][] = [["v", VERSION], ...dataEntries(state.data)];
  if (state.seed !== initialState.seed) entries.push(["seed", String(state.seed)]);
  if (state.seeds !== initialState.seeds) entries.push(["seeds", String(state.seeds)]);
  entries.push(["steps", String(state.steps)]);
  const usual = laneFlags(plainLane);
  const first = laneFlags(state.lanes[0]);
  for (const [i, lane] of state.lanes.entries()) {
    const flags = laneFlags(lane);
    const prefix = i === 0 ? "" : `${laneName(i).toLowerCase()}.`;
    const base = i === 0 ? usual : first;
    const own = laneKeys.filter((key) => flags[key] !== base[key]);
    // A lane that differs in nothing must still be there.
    if (i > 0 && own.length === 0) own.push("relaxation");
    for (const key of own) entries.push([prefix + key, flags[key] ?? (key === "moves" ? "" : "none")]);
  }
  return entries.map(([key, value]) => `${key}=${escaped(value)}`).join("&");
}

/** Letters that mean something to an address, or would not come through unharmed, are escaped; commas and the like stay readable. */
const escaped = (value: string) =>
  encodeURIComponent(value).replace(/%(2C|3D|40|3A|2F)/g, (code) => decodeURIComponent(code));

function dataEntries(data: LabData): [string, string][] {
  switch (data.kind) {
    case "problem":
      return [["problem", toCompact(data.problem, places)]];
    case "pde":
      return [["pde", `${data.problem},loss=${data.loss}`]];
    case "drawn":
      return [[data.shape === "line" ? "points" : "classes", packPoints(data.shape, data.points)]];
    case "file":
      return [
        ["file", data.name],
        ["hash", data.hash],
        ...(data.target === undefined ? [] : [["target", data.target] as [string, string]]),
      ];
  }
}

/** What an address says, and what in it was refused and replaced by the usual value, one sentence each. */
export interface ReadAddress {
  readonly state: LabState;
  readonly complaints: readonly string[];
}

/** Reads the fragment of an address. Never throws: what is wrong is refused with a word, the rest is kept. */
export function fromAddress(fragment: string): ReadAddress {
  const complaints: string[] = [];
  const text = fragment.replace(/^#/, "");
  if (text === "") return { state: initialState, complaints };
  if (text.length > MOST_LETTERS)
    return refused(`The address has ${text.length} letters; at most ${MOST_LETTERS} are read.`);
  const entries = new Map<string, string>();
  for (const part of text.split("&")) {
    const at = part.indexOf("=");
    const key = at < 0 ? part : part.slice(0, at);
    try {
      if (entries.has(key)) complaints.push(`The address says "${shown(key)}" twice; the first is taken.`);
      else entries.set(key, at < 0 ? "" : decodeURIComponent(part.slice(at + 1)));
    } catch {
      complaints.push(`The address is damaged at "${shown(key)}".`);
    }
  }
  const version = entries.get("v");
  if (version !== VERSION)
    return refused(
      `The address is of version "${shown(version ?? "none")}", and this page reads version ${VERSION}: nothing of it is taken.`,
    );
  entries.delete("v");
  const take = (key: string) => {
    const value = entries.get(key);
    entries.delete(key);
    return value;
  };
  /** The value that `read` makes of an entry, or the usual one with a complaint. */
  const attempt = <T>(usual: T, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof InputError || error instanceof RangeError)) throw error;
      complaints.push(`The address is wrong: ${error.message}`);
      return usual;
    }
  };
  const data = attempt(initialState.data, () => readData(take));
  const number = (key: "seed" | "seeds" | "steps") => {
    const value = take(key);
    return value === undefined
      ? initialState[key]
      : attempt(initialState[key], () => checkState({ ...initialState, [key]: readCount(key, value) })[key]);
  };
  const [seed, seeds, steps] = [number("seed"), number("seeds"), number("steps")];
  const flagsOf = (prefix: string) =>
    Object.fromEntries(
      laneKeys.flatMap((key) => {
        const value = take(prefix + key);
        return value === undefined ? [] : [[key, value]];
      }),
    ) as Partial<LaneFlags>;
  const first = readLane(plainLane, flagsOf(""), "", attempt);
  const lanes = [first];
  for (let i = 1; i < MOST_LANES; i++) {
    const prefix = `${laneName(i).toLowerCase()}.`;
    const flags = flagsOf(prefix);
    if (Object.keys(flags).length > 0) lanes.push(readLane(first, flags, prefix, attempt));
  }
  for (const key of entries.keys()) complaints.push(`The address says "${shown(key)}", which this page does not know.`);
  const state: LabState = { data, seed, seeds, steps, lanes };
  return { state: attempt(initialState, () => checkState(state)), complaints };
}

/** Nothing of the address is taken. The state is a copy: whoever writes addresses sees a change, and writes over the refused one. */
const refused = (complaint: string): ReadAddress => ({ state: { ...initialState }, complaints: [complaint] });

/** What of a stranger's text is shown back: short, and without letters that would disturb the line. */
const shown = (text: string) => {
  const clean = text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, "");
  return clean.length > 40 ? `${clean.slice(0, 40)}…` : clean;
};

function readCount(key: string, text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new InputError(`${key}: expected a whole number, got "${shown(text)}"`);
  return Number(text);
}

function readData(take: (key: string) => string | undefined): LabData {
  const [problem, pde, line, plane, name] = ["problem", "pde", "points", "classes", "file"].map(take);
  const [hash, target] = [take("hash"), take("target")];
  if (line !== undefined) return { kind: "drawn", shape: "line", points: unpackPoints("line", line) };
  if (plane !== undefined) return { kind: "drawn", shape: "plane", points: unpackPoints("plane", plane) };
  if (name !== undefined) {
    if (name === "" || name.length > 200 || /[/\\]/.test(name))
      throw new InputError(`file: expected a file's name, got "${shown(name)}"`);
    if (hash === undefined || !/^[0-9a-f]{16}$/.test(hash))
      throw new InputError("hash: expected the 16 hexadecimal digits of the file's contents");
    return { kind: "file", name, hash, ...(target === undefined ? {} : { target }) };
  }
  if (pde !== undefined) return readPde(pde);
  if (problem === undefined) return initialState.data;
  return { kind: "problem", problem: checkProblem(parseProblemSpec(compact("problem", problem, places))) };
}

function readPde(text: string): PdeData {
  const [name, loss = "loss=residual", ...rest] = text.split(",");
  const problem = pdeNames.find((known) => known === name);
  const asked = pdeLosses.find((known) => `loss=${known}` === loss);
  if (problem === undefined)
    throw new InputError(`pde: expected ${listNames(pdeNames)}, got "${shown(name)}"; hrta solve knows more`);
  if (asked === undefined || rest.length > 0)
    throw new InputError(`pde: expected loss=${pdeLosses.join(" or loss=")} behind the name, got "${shown(text)}"`);
  return { kind: "pde", problem, loss: asked };
}

/** One lane: what its flags say, over the values of `base`. A flag that is wrong leaves the value of `base`. */
function readLane(
  base: Lane,
  flags: Partial<LaneFlags>,
  prefix: string,
  attempt: <T>(usual: T, read: () => T) => T,
): Lane {
  const named = (path: readonly PropertyKey[]) => `${prefix}${path.map(String).join(".")}`;
  /** The value of one option, checked by the same rules as a run's specification. */
  const checked = <K extends "network" | "optimizer" | "relaxation">(key: K, value: unknown) => {
    const found = parseRunSpec({ [key]: value }, named)[key];
    if (found === undefined) throw new InputError(`${prefix}${key}: expected a value`);
    return found;
  };
  const network = { ...base.network };
  const part = (key: "hidden" | "activation" | "scaling" | "bias", value: unknown) =>
    attempt(undefined, () => void Object.assign(network, checked("network", { [key]: value })));
  if (flags.hidden !== undefined) part("hidden", flags.hidden.split(",").map(Number));
  if (flags.activation !== undefined) part("activation", oneOf(flags.activation));
  if (flags.scaling !== undefined) part("scaling", flags.scaling);
  if (flags.bias !== undefined) part("bias", flags.bias === "none" ? false : flags.bias);
  const { optimizer, relaxation, moves } = flags;
  const decay = flags.decay ?? ("decay" in base.optimizer ? base.optimizer.decay : undefined);
  const method =
    optimizer === undefined && flags.decay === undefined
      ? base.optimizer
      : attempt(base.optimizer, () => {
          const { decay: _, ...present } = { decay: undefined, ...base.optimizer };
          const chosen = optimizer === undefined ? present : compact(`${prefix}optimizer`, optimizer, places);
          // Methods that solve for a step have no rate that decays, and "none" is no word of theirs.
          const solves = chosen.name === "lbfgs" || (decay === "none" && solvers.includes(String(chosen.name)));
          const paced = solves || decay === undefined ? chosen : { ...chosen, decay };
          return checked("optimizer", paced);
        });
  const path =
    relaxation === undefined
      ? base.relaxation
      : attempt(base.relaxation, () => checked("relaxation", compact(`${prefix}relaxation`, relaxation, places)));
  const hand = moves === undefined ? base.moves : attempt(base.moves, () => parseMoves(`${prefix}moves`, moves));
  const lane: Lane = { network, optimizer: method, relaxation: path, ...(hand?.length ? { moves: hand } : {}) };
  return attempt(base, () => checkLane(lane));
}

const solvers: readonly string[] = ["gaussNewton", "levenbergMarquardt", "neuronNewton", "outputSolve"];

const oneOf = (name: string) => (activationNames as readonly string[]).find((known) => known === name) ?? name;
