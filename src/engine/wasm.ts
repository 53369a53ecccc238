import { jetOf, jetUnsupported, planesOf } from "./jet.js";
import { bytesOf, type Command, commandBytes, viewsOf, writeCommand } from "./layout.js";
import { compileModule, instantiate, singleModule } from "./module.js";
import { type Plan, planProgram } from "./plan.js";
import { instantiateShared, startWorkers, threadsUnsupported } from "./pool.js";
import { activationNames, type Engine, type Program, type Session, type UpdateRule } from "./program.js";
import { writeShallow } from "./shallow.js";

const PAGE = 65_536;
const MOST_PAGES = 65_536;

/** The kernels' exports that a session calls (assembly/index.ts). */
interface Kernels {
  readonly run: (state: number) => void;
  readonly dismiss: (state: number) => void;
  readonly reserved: () => number;
  readonly scratchBytes: (wide: number) => number;
}

/**
 * The engine that trains: AssemblyScript kernels in WebAssembly with 128-bit vectors, float32 or float64, one or more
 * threads with the same bits whatever their number. In a browser, several threads need a cross-origin isolated page and
 * a session opened in a worker, because the thread that owns it waits for the others.
 */
export const wasmEngine: Engine = { name: "wasm", unsupported, open };

function unsupported(program: Program): string | undefined {
  const { name } = program.activation;
  if (!activationNames.some((known) => known === name))
    return `activation: no kernel for "${name}"; there is one for ${activationNames.join(", ")}`;
  if (program.threads > 1) {
    const reason = threadsUnsupported();
    if (reason) return reason;
  }
  const refused = jetUnsupported(program);
  if (refused) return refused;
  const { bytes } = layOut(program);
  if (bytes > PAGE * MOST_PAGES)
    return (
      `rows, widths: ${program.rows} rows of widths ${program.widths.join(", ")} with ${program.parameters} parameters ` +
      `need ${(bytes / 2 ** 30).toFixed(1)} GiB, WebAssembly has 4; use fewer rows a batch or narrower layers`
    );
  return undefined;
}

let sharedModule: WebAssembly.Module | undefined;
let facts: { readonly reserved: number; readonly scratch: readonly [number, number] } | undefined;

const kernelsOf = (instance: WebAssembly.Instance) => instance.exports as unknown as Kernels;

/** Asks the binary, once, what it keeps for itself and what scratch its kernels want. */
function layOut(program: Program): Plan {
  if (!facts) {
    const kernels = kernelsOf(instantiate(singleModule(), new WebAssembly.Memory({ initial: 4 })));
    facts = { reserved: kernels.reserved(), scratch: [kernels.scratchBytes(0), kernels.scratchBytes(1)] };
  }
  return planProgram(program, facts.reserved, facts.scratch[program.dtype === "f64" ? 1 : 0]);
}

async function open(program: Program): Promise<Session> {
  checkProgram(program);
  const reason = unsupported(program);
  if (reason) throw new RangeError(reason);
  const plan = layOut(program);
  const threaded = program.threads > 1;
  const pages = Math.max(4, Math.ceil(plan.bytes / PAGE));
  const memory = new WebAssembly.Memory(
    threaded ? { initial: pages, maximum: pages, shared: true } : { initial: pages, maximum: pages },
  );
  // Fetched by those alone who run several threads: a page that does not is smaller by a binary.
  if (threaded) sharedModule ??= compileModule((await import("./binary/shared.js")).shared);
  const module = threaded && sharedModule ? sharedModule : singleModule();
  const instance = threaded ? instantiateShared(module, memory) : instantiate(module, memory);
  const session = openSession(program, plan, memory, kernelsOf(instance));
  if (threaded) await startWorkers(module, memory, plan.state, program.threads);
  return session;
}

function openSession(program: Program, plan: Plan, memory: WebAssembly.Memory, kernels: Kernels): Session {
  const views = viewsOf(memory, program.dtype);
  const { words, doubles } = views;
  const size = bytesOf(program.dtype);
  const { widths, slopes } = program;
  const last = widths.length - 1;
  const outputs = planesOf(jetOf(program)) * program.rows * widths[last];
  const state = plan.state / 4;
  const s = plan.s / 8;
  const parameters = views.real(plan.parameters, program.parameters);
  let rowsForward = 0;
  let closed = false;

  words[state + 1] = program.threads;
  words[state + 2] = program.dtype === "f64" ? 1 : 0;
  words[state + 6] = plan.scratch;
  words[state + 7] = plan.scratchBytes;
  const list = (address: number, commands: readonly Command[]) => {
    for (const [i, command] of commands.entries()) writeCommand(views, address + i * commandBytes, command);
  };
  if (plan.shallow) writeShallow(views, plan.shallow);
  list(plan.lists.forward, plan.forward);
  list(plan.lists.pull, plan.pull);
  list(plan.lists.clear, [{ operation: "clear", depth: program.parameters, target: plan.gradient }]);

  function run(address: number, count: number): void {
    if (closed) throw new Error("session: it is closed; open another one");
    words[state + 4] = address;
    words[state + 5] = count;
    kernels.run(plan.state);
  }

  function forward(rows: number, given: ArrayLike<number>): void {
    if (!Number.isInteger(rows) || rows < 1 || rows > program.rows)
      throw new RangeError(`rows: expected an integer between 1 and the program's ${program.rows}, got ${rows}`);
    if (!slopes && given.length < last - 1)
      throw new RangeError(`s: expected ${last - 1} values, one a hidden layer, got ${given.length}`);
    rowsForward = rows;
    words[state] = rows;
    for (let l = 0; l < last - 1; l++) doubles[s + l] = slopes ? parameters[slopes.offset + l] : given[l];
    run(plan.lists.forward, plan.forward.length);
  }

  function pull(rows: number): void {
    if (rows !== rowsForward)
      throw new RangeError(`rows: expected the ${rowsForward} rows of the last forward, got ${rows}`);
    run(plan.lists.pull, plan.pull.length);
  }

  function update(rule: UpdateRule, start = 0, end = program.parameters): void {
    checkUpdate(rule, start, end, program);
    const at = plan.coefficients / 8;
    const from = start * size;
    const [first = 0, second = 0] = plan.moments;
    doubles[at] = rule.rate;
    if (rule.kind === "momentum") {
      doubles[at + 1] = rule.beta;
      doubles[at + 2] = rule.direct;
      doubles[at + 3] = rule.along;
    } else if (rule.kind === "adam") {
      doubles[at + 1] = rule.beta1;
      doubles[at + 2] = rule.beta2;
      doubles[at + 3] = 1 - rule.beta1;
      doubles[at + 4] = 1 - rule.beta2;
      doubles[at + 5] = rule.correction1;
      doubles[at + 6] = rule.correction2;
      doubles[at + 7] = rule.epsilon;
      doubles[at + 8] = rule.rate * rule.decay;
    }
    writeCommand(views, plan.lists.update, {
      operation: rule.kind === "adam" ? "adapt" : rule.kind === "momentum" ? "momentum" : "descend",
      depth: end - start,
      target: plan.parameters + from,
      left: plan.gradient + from,
      right: first + from,
      extra: plan.coefficients,
      second: second + from,
    });
    run(plan.lists.update, 1);
  }

  return {
    program,
    parameters,
    gradient: views.real(plan.gradient, program.parameters),
    moments: plan.moments.map((address) => views.real(address, program.parameters)),
    input: views.real(plan.input, program.rows * widths[0]),
    output: views.real(plan.output, outputs),
    cotangent: views.real(plan.cotangent, outputs),
    forward,
    pull,
    clear: () => run(plan.lists.clear, 1),
    update,
    close: () => {
      if (!closed) kernels.dismiss(plan.state);
      closed = true;
    },
  };
}

function checkUpdate(rule: UpdateRule, start: number, end: number, { parameters, moments }: Program): void {
  if (!(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= parameters))
    throw new RangeError(`update: expected 0 <= start <= end <= ${parameters}, got [${start}, ${end})`);
  const needed = rule.kind === "adam" ? 2 : rule.kind === "momentum" ? 1 : 0;
  if (moments < needed)
    throw new RangeError(`update: ${rule.kind} needs ${needed} moment vectors, the program has ${moments}`);
}

/** The kernels trust addresses: whatever would lead them outside the program's own vectors is refused here. */
function checkProgram({ widths, connections, biases, slopes, parameters, rows, threads, moments }: Program): void {
  const positive = (name: string, value: number) => {
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`${name}: expected a positive integer, got ${value}`);
  };
  positive("rows", rows);
  positive("threads", threads);
  if (!Number.isInteger(moments) || moments < 0)
    throw new RangeError(`moments: expected a whole number, got ${moments}`);
  if (widths.length < 2) throw new RangeError(`widths: expected an input and an output, got ${widths.length} layers`);
  for (const width of widths) positive("widths", width);
  const inside = (name: string, offset: number, length: number) => {
    if (!Number.isInteger(offset) || offset < 0 || offset + length > parameters)
      throw new RangeError(`${name}: [${offset}, ${offset + length}) is not inside the ${parameters} parameters`);
  };
  for (const { from, to, offset } of connections) {
    if (!(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from < to && to < widths.length))
      throw new RangeError(`connections: expected 0 <= from < to < ${widths.length}, got ${from} -> ${to}`);
    inside(`connections ${from} -> ${to}`, offset, widths[from] * widths[to]);
  }
  for (const { layer, offset } of biases) {
    if (!Number.isInteger(layer) || layer < 1 || layer >= widths.length)
      throw new RangeError(`biases: expected a layer between 1 and ${widths.length - 1}, got ${layer}`);
    inside(`biases of layer ${layer}`, offset, widths[layer]);
  }
  if (slopes) inside("slopes", slopes.offset, widths.length - 2);
}
