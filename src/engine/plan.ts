import { jetOf, planesOf } from "./jet.js";
import { Arena, bytesOf, type Command, commandBytes, stateBytes } from "./layout.js";
import { activationNames, type Program } from "./program.js";
import { planShallow, type ShallowPlan, shallowLayers } from "./shallow.js";

/** Where everything of a program lies in its memory, in bytes, and the kernel calls of its two passes. */
export interface Plan {
  readonly state: number;
  /** One double a hidden layer: the s of the last forward. */
  readonly s: number;
  /** Nine doubles: the coefficients of an update. */
  readonly coefficients: number;
  readonly lists: { readonly forward: number; readonly pull: number; readonly clear: number; readonly update: number };
  readonly scratch: number;
  /** Bytes of scratch of each thread. */
  readonly scratchBytes: number;
  readonly parameters: number;
  readonly gradient: number;
  readonly moments: readonly number[];
  readonly input: number;
  readonly output: number;
  readonly cotangent: number;
  readonly forward: readonly Command[];
  readonly pull: readonly Command[];
  /** What the kernels for one hidden layer read, if the program is theirs. */
  readonly shallow?: ShallowPlan;
  /** Bytes of memory needed. */
  readonly bytes: number;
}

const names: readonly string[] = activationNames;

/** Lays a program out from address `base` up. */
export function planProgram(program: Program, base: number, scratchBytes: number): Plan {
  const { widths, rows } = program;
  const size = bytesOf(program.dtype);
  const last = widths.length - 1;
  const arena = new Arena(base);
  const state = arena.take(stateBytes);
  const s = arena.take(8 * Math.max(last - 1, 1));
  const coefficients = arena.take(9 * 8);
  const scratch = arena.take(program.threads * scratchBytes);
  const vector = () => arena.take(program.parameters * size);
  const parameters = vector();
  const gradient = vector();
  const moments = Array.from({ length: program.moments }, vector);

  const jet = jetOf(program);
  const planes = planesOf(jet);
  const layer = (l: number) => arena.take((l === 0 ? 1 : planes) * rows * widths[l] * size);
  const fused = shallowLayers(program);
  const stored = (l: number) => l === 0 || l === last || !fused;
  const z = widths.map((_, l) => (stored(l) ? layer(l) : 0));
  const h = z.map((address, l) => (l === 0 || l === last || !stored(l) ? address : layer(l)));
  const slopeRows = program.slopes?.gradient ? arena.take(rows * 8) : 0;
  const needed = neededDeltas(program);
  const dz = fused ? [0, 0, layer(last)] : deltaAddresses(program, layer, arena, needed);

  const shallow =
    fused &&
    planShallow(program, fused, { arena, x: z[0], output: z[last], cotangent: dz[last], parameters, gradient, s });
  // The rest of such a program, a bias and skips at the output, goes the general way.
  const connections = program.connections.filter(({ from, to }) => !fused || (from === 0 && to === last));
  const rest = fused ? { ...program, connections } : program;
  const steps: Steps = {
    program: rest,
    parameters,
    gradient,
    s,
    size,
    z,
    h,
    dz,
    slopeRows,
    planes,
    directions: jet.directions,
  };
  const forward = [...(shallow?.forward ?? []), ...forwardCommands(steps, shallow !== undefined)];
  const pull = [...(shallow?.pull ?? []), ...pullCommands(steps, fused ? [false, false, true] : needed)];
  const lists = {
    forward: arena.take(forward.length * commandBytes),
    pull: arena.take(pull.length * commandBytes),
    clear: arena.take(commandBytes),
    update: arena.take(commandBytes),
  };
  return {
    state,
    s,
    coefficients,
    lists,
    scratch,
    scratchBytes,
    parameters,
    gradient,
    moments,
    input: z[0],
    output: z[last],
    cotangent: dz[last],
    forward,
    pull,
    shallow,
    bytes: arena.end,
  };
}

interface Steps {
  readonly program: Program;
  readonly parameters: number;
  readonly gradient: number;
  readonly s: number;
  readonly size: number;
  /** Addresses of z_l, h_l, dR/dz_l. */
  readonly z: readonly number[];
  readonly h: readonly number[];
  readonly dz: readonly number[];
  readonly slopeRows: number;
  /** Of every layer but the input, whose derivatives by itself are not stored: unit vectors, and zero. */
  readonly planes: number;
  readonly directions: number;
}

/** Which layers' dR/dh the pull pass computes: those with something below or at them that wants a gradient. */
function neededDeltas({ widths, connections, biases, slopes }: Program): boolean[] {
  const needed = widths.map(() => false);
  for (let l = 1; l < widths.length; l++)
    needed[l] =
      Boolean(slopes?.gradient) ||
      biases.some((bias) => bias.layer === l && bias.gradient) ||
      connections.some(({ from, to, gradient }) => to === l && (gradient || needed[from]));
  return needed;
}

/** In a chain of layers two buffers take turns; with links, a delta may be needed later and every layer has its own. */
function deltaAddresses(
  program: Program,
  layer: (l: number) => number,
  arena: Arena,
  needed: readonly boolean[],
): number[] {
  const { widths, rows, dtype, connections } = program;
  const last = widths.length - 1;
  const addresses = widths.map(() => 0);
  addresses[last] = layer(last);
  const hidden = widths.slice(1, last);
  if (connections.every(({ from, to }) => to === from + 1)) {
    const planes = planesOf(jetOf(program));
    const widest = hidden.reduce((most, width) => Math.max(most, width), 0) * planes * rows * bytesOf(dtype);
    const buffers = [arena.take(widest), hidden.length > 1 ? arena.take(widest) : 0];
    for (let l = 1; l < last; l++) addresses[l] = buffers[hidden.length > 1 ? l % 2 : 0];
  } else for (let l = 1; l < last; l++) if (needed[l]) addresses[l] = layer(l);
  return addresses;
}

function forwardCommands(steps: Steps, fused: boolean): Command[] {
  const { program, parameters, s, size, z, h, planes, directions } = steps;
  const { widths } = program;
  const activation = names.indexOf(program.activation.name);
  const commands: Command[] = [];
  for (let l = fused ? widths.length - 1 : 1; l < widths.length; l++) {
    const width = widths[l];
    if (!fused) commands.push({ operation: "zero", width, planes, target: z[l] });
    for (const { layer, offset } of program.biases)
      if (layer === l) commands.push({ operation: "addBias", width, target: z[l], left: parameters + offset * size });
    for (const { from, to, scale, offset } of program.connections)
      if (to === l) {
        const weights = parameters + offset * size;
        commands.push({
          operation: "multiply",
          width,
          depth: widths[from],
          planes: from === 0 ? 1 : planes,
          target: z[l],
          left: h[from],
          right: weights,
          scale,
        });
        // d (x W) / d x_j is row j of W.
        if (from === 0 && planes > 1)
          for (let j = 0; j < directions; j++)
            commands.push({
              operation: "addBias",
              width,
              plane: 1 + j,
              target: z[l],
              left: weights + j * width * size,
              scale,
            });
      }
    if (l < widths.length - 1)
      commands.push({
        ...(planes > 1 ? { operation: "activateJet", depth: directions, planes } : { operation: "activate" }),
        ...{ width, activation, target: h[l], left: z[l], extra: s + 8 * (l - 1) },
      });
  }
  return commands;
}

function pullCommands(steps: Steps, needed: readonly boolean[]): Command[] {
  const { program, parameters, gradient, s, size, z, h, dz, slopeRows, planes, directions } = steps;
  const { widths, slopes } = program;
  const activation = names.indexOf(program.activation.name);
  const last = widths.length - 1;
  const commands: Command[] = [];
  for (let l = last; l >= 1; l--) {
    if (!needed[l]) continue;
    const width = widths[l];
    if (l < last) {
      commands.push({ operation: "zero", width, planes, target: dz[l] });
      for (const { from, to, scale, offset } of program.connections)
        if (from === l)
          commands.push({
            operation: "multiplyTransposed",
            width,
            planes,
            depth: widths[to],
            target: dz[l],
            left: dz[to],
            right: parameters + offset * size,
            scale,
          });
      const at = { activation, width, target: dz[l], left: z[l], extra: s + 8 * (l - 1) };
      if (slopes?.gradient) {
        commands.push({ operation: "slopeRows", ...at, right: slopeRows });
        commands.push({ operation: "slopeTotal", target: gradient + (slopes.offset + l - 1) * size, left: slopeRows });
      }
      commands.push(
        planes > 1
          ? { operation: "deactivateJet", depth: directions, planes, ...at }
          : { operation: "deactivate", ...at },
      );
    }
    for (const { from, to, scale, offset, gradient: wanted } of program.connections)
      if (to === l && wanted) {
        const target = gradient + offset * size;
        commands.push({
          operation: "transposedMultiply",
          width,
          depth: widths[from],
          planes: from === 0 ? 1 : planes,
          target,
          left: h[from],
          right: dz[l],
          scale,
        });
        if (from === 0 && planes > 1)
          for (let j = 0; j < directions; j++)
            commands.push({
              operation: "sumColumns",
              width,
              plane: 1 + j,
              target: target + j * width * size,
              left: dz[l],
              scale,
            });
      }
    for (const { layer, offset, gradient: wanted } of program.biases)
      if (layer === l && wanted)
        commands.push({ operation: "sumColumns", width, target: gradient + offset * size, left: dz[l] });
  }
  return commands;
}
