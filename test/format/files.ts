import { zipSync } from "fflate";

const writers = {
  f8: (view: DataView, at: number, v: number, little: boolean) => view.setFloat64(at, v, little),
  f4: (view: DataView, at: number, v: number, little: boolean) => view.setFloat32(at, v, little),
  i8: (view: DataView, at: number, v: number, little: boolean) => view.setBigInt64(at, BigInt(v), little),
  u8: (view: DataView, at: number, v: number, little: boolean) => view.setBigUint64(at, BigInt(v), little),
  i4: (view: DataView, at: number, v: number, little: boolean) => view.setInt32(at, v, little),
  u4: (view: DataView, at: number, v: number, little: boolean) => view.setUint32(at, v, little),
  i2: (view: DataView, at: number, v: number, little: boolean) => view.setInt16(at, v, little),
  u2: (view: DataView, at: number, v: number, little: boolean) => view.setUint16(at, v, little),
  i1: (view: DataView, at: number, v: number) => view.setInt8(at, v),
  u1: (view: DataView, at: number, v: number) => view.setUint8(at, v),
  b1: (view: DataView, at: number, v: number) => view.setUint8(at, v),
};

export type Type = keyof typeof writers;
export const types = Object.keys(writers) as Type[];

export interface NpyOptions {
  readonly type?: Type;
  readonly little?: boolean;
  readonly version?: 1 | 2 | 3;
  readonly fortran?: boolean;
  readonly descr?: string;
}

/** An NPY file as the format's description has it; `values` in the order that they are stored in. */
export function npy(shape: readonly number[], values: readonly number[], options: NpyOptions = {}): Uint8Array {
  const { type = "f8", little = true, version = 1, fortran = false } = options;
  const descr = options.descr ?? `${type.endsWith("1") ? "|" : little ? "<" : ">"}${type}`;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const start = version === 1 ? 10 : 12;
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': ${tuple}, }`;
  const padded = `${text.padEnd(Math.ceil((start + text.length + 1) / 64) * 64 - start - 1)}\n`;
  const size = Number(type[1]);
  const bytes = new Uint8Array(start + padded.length + size * values.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  if (version === 1) view.setUint16(8, padded.length, true);
  else view.setUint32(8, padded.length, true);
  bytes.set(new TextEncoder().encode(padded), start);
  values.forEach((value, index) => {
    writers[type](view, start + padded.length + index * size, value, little);
  });
  return bytes;
}

/** An NPZ file: a zip archive of NPY files, deflated or stored. */
export const npz = (arrays: Readonly<Record<string, Uint8Array>>, level: 0 | 6 = 6): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])), { level });

const idxCodes = { u1: 8, i1: 9, i2: 11, i4: 12, f4: 13, f8: 14 } as const;

/** An IDX file: big-endian. */
export function idx(
  shape: readonly number[],
  values: readonly number[],
  type: keyof typeof idxCodes = "u1",
): Uint8Array {
  const size = Number(type[1]);
  const offset = 4 + 4 * shape.length;
  const bytes = new Uint8Array(offset + size * values.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, idxCodes[type], shape.length]);
  shape.forEach((length, axis) => {
    view.setUint32(4 + 4 * axis, length);
  });
  values.forEach((value, index) => {
    writers[type](view, offset + index * size, value, false);
  });
  return bytes;
}
