import { activate, deactivate, slopeSum } from "./activation";
import { addBias, sumColumns } from "./bias";
import { Command, COMMAND_BYTES, POSTED, State } from "./command";
import { activateJet, deactivateJet } from "./jet";
import { announce, barrier, waitWhile } from "./crew";
import { multiply, multiplyTransposed, transposedMultiply } from "./product";
import { forwardShallowJet, prepareShallowJet, pullShallowJet } from "./shallow-jet";
import { forwardShallow, prepareShallow, pullShallow, Shallow } from "./shallow";
import { adapt, AdamCoefficients, addMomentum, descend } from "./update";
import { bytes, columns, share } from "./vector";

// Operations, in the order of `operations` in src/engine/layout.ts.
const ZERO: i32 = 0;
const ADD_BIAS: i32 = 1;
const MULTIPLY: i32 = 2;
const MULTIPLY_TRANSPOSED: i32 = 3;
const TRANSPOSED_MULTIPLY: i32 = 4;
const ACTIVATE: i32 = 5;
const DEACTIVATE: i32 = 6;
const SUM_COLUMNS: i32 = 7;
const SLOPE_ROWS: i32 = 8;
const SLOPE_TOTAL: i32 = 9;
const CLEAR: i32 = 10;
const DESCEND: i32 = 11;
const MOMENTUM: i32 = 12;
const ADAPT: i32 = 13;
const PREPARE_SHALLOW: i32 = 14;
const FORWARD_SHALLOW: i32 = 15;
const PULL_SHALLOW: i32 = 16;
const ACTIVATE_JET: i32 = 17;
const DEACTIVATE_JET: i32 = 18;
const PREPARE_SHALLOW_JET: i32 = 19;
const FORWARD_SHALLOW_JET: i32 = 20;
const PULL_SHALLOW_JET: i32 = 21;

/** Runs the commands of `state` on all its threads; called by the thread that owns the session. */
export function run(state: State): void {
  announce(state);
  runAs(state, 0);
}

/** Tells the workers to return from `work`. */
export function dismiss(state: State): void {
  state.stop = 1;
  announce(state);
}

/** The life of worker `thread`: runs its share of every list of commands until dismissed. */
export function work(state: State, thread: i32): void {
  let seen = 0;
  while (true) {
    waitWhile(changetype<usize>(state) + POSTED, seen);
    seen++;
    if (state.stop) return;
    runAs(state, thread);
  }
}

function runAs(state: State, thread: i32): void {
  if (state.wide) runTyped<f64>(state, thread);
  else runTyped<f32>(state, thread);
}

function runTyped<T>(state: State, thread: i32): void {
  let at = state.commands;
  const end = at + (<usize>state.count) * COMMAND_BYTES;
  for (; at < end; at += COMMAND_BYTES) {
    execute<T>(state, changetype<Command>(at), thread);
    barrier(state);
  }
}

/** One thread's share of one command. How work is shared never changes a sum: each is one thread's, in one order. */
function execute<T>(state: State, command: Command, thread: i32): void {
  const operation = command.operation;
  const threads = state.threads;
  const points = state.rows;
  const rows = points * command.planes;
  const width = command.width;
  const depth = command.depth;
  // What is plane by plane: the targets of what works on rows, the operand of column sums.
  const skipped = bytes<T>(width) * (<usize>(points * command.plane));
  const target = command.target;
  const left = command.left;
  const right = command.right;
  const extra = command.extra;
  const scratch = state.scratch + (<usize>thread) * state.scratchBytes;

  if (operation == MULTIPLY)
    return multiply<T>(target, left, right, rows, width, depth, <T>command.scale, scratch, thread, threads);
  if (operation == MULTIPLY_TRANSPOSED)
    return multiplyTransposed<T>(target, left, right, rows, width, depth, <T>command.scale, scratch, thread, threads);
  if (operation == TRANSPOSED_MULTIPLY)
    return transposedMultiply<T>(target, left, right, depth, width, rows, <T>command.scale, scratch, thread, threads);

  if (operation == ACTIVATE_JET || operation == DEACTIVATE_JET) {
    const first = share(points, 1, thread, threads);
    const count = share(points, 1, thread + 1, threads) - first;
    const offset = bytes<T>(width) * (<usize>first);
    const stride = bytes<T>(width) * (<usize>points);
    const s = load<f64>(extra);
    if (operation == ACTIVATE_JET)
      activateJet<T>(target + offset, left + offset, count * width, stride, depth, command.planes, command.activation, s, scratch);
    else
      deactivateJet<T>(target + offset, left + offset, count * width, stride, depth, command.planes, command.activation, s, scratch);
    return;
  }
  if (operation <= DEACTIVATE || operation == SLOPE_ROWS) {
    const first = share(rows, 1, thread, threads);
    const count = share(rows, 1, thread + 1, threads) - first;
    const offset = bytes<T>(width) * (<usize>first);
    if (operation == ZERO) memory.fill(target + offset, 0, bytes<T>(width) * (<usize>count));
    else if (operation == ADD_BIAS)
      addBias<T>(target + skipped + offset, left, count, width, <T>command.scale);
    else if (operation == ACTIVATE)
      activate<T>(target + offset, left + offset, count * width, command.activation, load<f64>(extra));
    else if (operation == DEACTIVATE)
      deactivate<T>(target + offset, left + offset, count * width, command.activation, load<f64>(extra));
    else
      for (let i = 0; i < count; i++) {
        const row = offset + bytes<T>(width) * (<usize>i);
        store<f64>(right + ((<usize>(first + i)) << 3), slopeSum<T>(target + row, left + row, width, command.activation));
      }
    return;
  }

  if (operation >= PREPARE_SHALLOW) {
    const net = changetype<Shallow>(extra);
    if (operation == FORWARD_SHALLOW) forwardShallow<T>(net, rows, scratch, thread, threads);
    else if (operation == PULL_SHALLOW) pullShallow<T>(net, rows, scratch, thread, threads);
    else if (operation == FORWARD_SHALLOW_JET) forwardShallowJet<T>(net, rows, scratch, thread, threads);
    else if (operation == PULL_SHALLOW_JET) pullShallowJet<T>(net, rows, scratch, thread, threads);
    else if (thread == 0 && operation == PREPARE_SHALLOW) prepareShallow<T>(net, rows);
    else if (thread == 0) prepareShallowJet<T>(net, rows, scratch);
    return;
  }

  if (operation == SUM_COLUMNS) {
    const first = share(width, columns<T>(), thread, threads);
    const end = share(width, columns<T>(), thread + 1, threads);
    return sumColumns<T>(target, left + skipped, rows, width, first, end, <T>command.scale);
  }
  if (operation == SLOPE_TOTAL) {
    if (thread != 0) return;
    let sum: f64 = 0;
    for (let i = 0; i < rows; i++) sum += load<f64>(left + ((<usize>i) << 3));
    store<T>(target, <T>(<f64>load<T>(target) + sum));
    return;
  }

  const from = share(depth, 16, thread, threads);
  const count = share(depth, 16, thread + 1, threads) - from;
  const offset = bytes<T>(from);
  if (operation == CLEAR) memory.fill(target + offset, 0, bytes<T>(count));
  else if (operation == DESCEND) descend<T>(target + offset, left + offset, count, <T>load<f64>(extra));
  else if (operation == MOMENTUM)
    addMomentum<T>(
      target + offset, left + offset, right + offset, count,
      <T>load<f64>(extra), <T>load<f64>(extra, 8), <T>load<f64>(extra, 16), <T>load<f64>(extra, 24),
    );
  else if (operation == ADAPT)
    adapt<T>(
      target + offset, left + offset, right + offset, command.second + offset, count,
      changetype<AdamCoefficients>(extra),
    );
}

/** Bytes below which the compiler keeps its own constants. */
export function reserved(): usize {
  return __heap_base;
}
