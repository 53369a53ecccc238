import fc from "fast-check";
import { expect, test } from "vitest";
import { hashBytes } from "../../src/numerics/hash.js";

test("the fingerprint of known bytes never changes", () => {
  expect(hashBytes(new Uint8Array(0))).toMatchInlineSnapshot(`"ab3e7c0b92ca2f0e"`);
  expect(hashBytes(new TextEncoder().encode("homotopy relaxation"))).toMatchInlineSnapshot(`"886486d12941023a"`);
});

test("a changed bit, a moved byte or an added zero changes the fingerprint", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.nat(), fc.nat(7), (bytes, at, bit) => {
      const before = hashBytes(bytes);
      const changed = bytes.slice();
      changed[at % bytes.length] ^= 1 << bit;
      expect(hashBytes(changed)).not.toBe(before);
      expect(hashBytes(new Uint8Array([...bytes, 0]))).not.toBe(before);
      const rotated = new Uint8Array([...bytes.slice(1), bytes[0]]);
      if (rotated.some((byte, i) => byte !== bytes[i])) expect(hashBytes(rotated)).not.toBe(before);
    }),
  );
});

test("a view is read from its own offset and length only", () => {
  const bytes = new Uint8Array([9, 1, 2, 3, 9]);
  expect(hashBytes(bytes.subarray(1, 4))).toBe(hashBytes(new Uint8Array([1, 2, 3])));
});

test("numbers hash by their bytes, so that float32 and its bit pattern agree", () => {
  const values = new Float32Array([1, -2.5, 0]);
  expect(hashBytes(values)).toBe(hashBytes(new Uint32Array(values.buffer)));
});
