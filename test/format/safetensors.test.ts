import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../src/format/checksum.js";
import { readSafetensors, type Tensor, writeSafetensors } from "../../src/format/safetensors.js";
import { InputError } from "../../src/model/errors.js";

/** A file from its parts, so that every rule of the format can be broken. */
function file(header: unknown, data = new Uint8Array(0)): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const f32 = (shape: readonly number[], begin: number, end: number, dtype = "F32") => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

const tensor = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }).chain((shape) => {
  const length = shape.reduce((product, n) => product * n, 1);
  const size = { minLength: length, maxLength: length };
  return fc.oneof(
    fc.float32Array(size).map((data): Tensor => ({ shape, data })),
    fc.float64Array(size).map((data): Tensor => ({ shape, data })),
  );
});
const name = fc.string({ unit: "grapheme" }).filter((text) => text !== "__metadata__");

const bits = ({ shape, data }: Tensor) => ({
  shape: [...shape],
  type: data.constructor.name,
  bytes: Array.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
});

describe("safetensors", () => {
  it("reads back every bit of what it wrote, NaN payloads, -0 and empty tensors included", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, tensor), { selector: ([key]) => key, maxLength: 6 }), (entries) => {
        const written = new Map(entries);
        const { tensors } = readSafetensors(writeSafetensors(written));
        expect(tensors.size).toBe(written.size);
        for (const [key, value] of written) {
          const read = tensors.get(key);
          expect(read && bits(read)).toEqual(bits(value));
        }
      }),
    );
  });

  it("keeps metadata, a map from text to text", () => {
    const texts = fc.dictionary(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }));
    fc.assert(
      fc.property(texts, (metadata) => {
        expect(readSafetensors(writeSafetensors({}, metadata)).metadata).toEqual({ ...metadata });
      }),
    );
  });

  it("lays a file out as published: length, JSON padded with spaces to 8 bytes, aligned data without gaps", () => {
    const bytes = writeSafetensors({
      half: { shape: [3], data: Float32Array.of(1, 2, 3) },
      whole: { shape: [1, 2], data: Float64Array.of(4, 5) },
    });
    const view = new DataView(bytes.buffer);
    const length = Number(view.getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
    expect(text).toMatch(/^\{.*\} *$/);
    expect(JSON.parse(text)).toEqual({
      whole: { dtype: "F64", shape: [1, 2], data_offsets: [0, 16] },
      half: { dtype: "F32", shape: [3], data_offsets: [16, 28] },
    });
    expect(bytes.length).toBe(8 + length + 28);
    expect(view.getFloat64(8 + length, true)).toBe(4);
    expect(view.getFloat32(8 + length + 16, true)).toBe(1);
  });

  it("reads the tensors of a larger buffer that the file is a part of", () => {
    const bytes = writeSafetensors({ a: { shape: [2], data: Float64Array.of(1, 2) } });
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 3);
    const { tensors } = readSafetensors(larger.subarray(3, 3 + bytes.length));
    expect(Array.from(tensors.get("a")?.data ?? [])).toEqual([1, 2]);
  });

  it("refuses to write a shape that does not fit, or a tensor in the place of the metadata", () => {
    const data = Float32Array.of(1, 2, 3);
    expect(() => writeSafetensors({ a: { shape: [2, 2], data } })).toThrow(
      'tensor "a": shape [2,2] needs 4 values, got 3',
    );
    expect(() => writeSafetensors({ __metadata__: { shape: [3], data } })).toThrow(InputError);
  });

  it("refuses a file cut anywhere", () => {
    const whole = writeSafetensors({ a: { shape: [3], data: Float32Array.of(1, 2, 3) } }, { note: "x" });
    for (let length = 0; length < whole.length; length++)
      expect(() => readSafetensors(whole.subarray(0, length))).toThrow(InputError);
  });

  it.each([
    ["no header", new Uint8Array(3), "3 bytes, too short for a header"],
    ["a header longer than the file", file("{}").subarray(0, 9), "its header should be 2 bytes, 1 are there"],
    ["a header of 2^63 bytes", new Uint8Array(16).fill(0x7f), "its first 8 bytes give a header of"],
    ["text that is not JSON", file("{a"), "its header is not JSON"],
    ["bytes that are not UTF-8", file("{}").map((b) => (b === 0x7d ? 0xff : b)), "its header is not JSON"],
    ["blanks before the header", file(" {}"), "its header is not a JSON object"],
    ["a list for a header", file([]), "its header is not a JSON object"],
    ["metadata that is not text", file({ __metadata__: { a: 1 } }), "__metadata__.a is not text"],
    ["metadata that is no map", file({ __metadata__: "a" }), "__metadata__ is not a map of text"],
    ["a tensor without description", file({ a: 1 }), 'tensor "a" has no description'],
    ["an unknown field", file({ a: { ...f32([], 0, 4), more: 1 } }), 'tensor "a" has an unknown field "more"'],
    ["another dtype", file({ a: f32([2], 0, 4, "F16") }), 'tensor "a" has dtype F16; F32 and F64 are read'],
    ["a negative shape", file({ a: f32([-1], 0, 4) }), 'tensor "a" has a shape that is not a list of whole numbers'],
    ["a fractional offset", file({ a: f32([1], 0.5, 4.5) }), 'tensor "a" has data_offsets that are not [begin, end]'],
    ["a shape that does not match", file({ a: f32([3], 0, 8) }), 'tensor "a" of shape [3] needs 12 bytes, has 8'],
    ["a reversed range", file({ a: f32([1], 8, 4) }), 'tensor "a" of shape [1] needs 4 bytes, has -4'],
    ["a hole", file({ a: f32([1], 4, 8) }, new Uint8Array(8)), 'tensor "a" starts at byte 4 of the data, expected 0'],
    [
      "an overlap",
      file({ a: f32([2], 0, 8), b: f32([2], 4, 12) }, new Uint8Array(12)),
      'tensor "b" starts at byte 4 of the data, expected 8',
    ],
    ["missing data", file({ a: f32([2], 0, 8) }, new Uint8Array(7)), "its data should be 8 bytes, 7 are there"],
    ["left-over data", file({ a: f32([2], 0, 8) }, new Uint8Array(9)), "1 bytes follow the last tensor"],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(InputError);
    expect(() => readSafetensors(bytes)).toThrow(message);
  });

  it("answers any bytes with tensors or an InputError, never with another error", () => {
    const whole = writeSafetensors({ a: { shape: [2], data: Float64Array.of(1, 2) } }, { note: "x" });
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bytes = whole.map((b, i) => (i === at ? b ^ flip : b));
        try {
          readSafetensors(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("crc32", () => {
  it("has the check value of the standard for 123456789, in one piece or two", () => {
    const bytes = new TextEncoder().encode("123456789");
    expect(crc32(bytes)).toBe(0xcbf43926);
    expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))).toBe(0xcbf43926);
  });
});
