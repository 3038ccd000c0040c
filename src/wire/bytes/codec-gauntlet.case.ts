import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { WireError } from "./wire-error.ts";

/** Test-only: what every binary codec of `wire/` goes through. */
export interface Codec<T> {
  readonly name: string;
  decode(bytes: Uint8Array, start: number, end: number): T;
  encode(value: T): Uint8Array;
  /** The format carries no length of its own, so a truncation can be a shorter valid value. */
  readonly mayShorten?: boolean;
}

export interface CodecCase<T> {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly value: T;
  /** False where the sender's bytes are one of several ways to say the value, or say more than the value holds. */
  readonly isCanonical?: boolean;
}

export function runCodecGauntlet<T>(codec: Codec<T>, cases: readonly CodecCase<T>[]): void {
  for (const { name, bytes, value, isCanonical = true } of cases) {
    test(`${codec.name}: ${name} is decoded`, () => {
      assert.deepEqual(codec.decode(bytes, 0, bytes.length), value);
    });

    test(`${codec.name}: ${name} is encoded so that it is decoded to the same`, () => {
      const encoded = codec.encode(value);
      assert.deepEqual(codec.decode(encoded, 0, encoded.length), value);
      if (isCanonical) assert.equal(fromBytes(encoded), fromBytes(bytes));
    });

    test(`${codec.name}: ${name} is decoded from the middle of a larger buffer`, () => {
      // 0xff around it: a codec that looks outside its slice finds the longest of lengths there.
      const larger = new Uint8Array(bytes.length + 23).fill(0xff);
      larger.set(bytes, 10);
      assert.deepEqual(codec.decode(larger, 10, 10 + bytes.length), value);
      const view = larger.subarray(3);
      assert.deepEqual(codec.decode(view, 7, 7 + bytes.length), value);
    });

    test(`${codec.name}: ${name} cut off anywhere is a WireError`, () => {
      for (let length = 0; length < bytes.length; length++) {
        const outcome = attempt(() => codec.decode(bytes, 0, length));
        if (!codec.mayShorten) assert.ok(outcome.failed, `${length} of ${bytes.length} bytes were accepted`);
        // The same bytes in an array that ends there: reading on must fail as well.
        const cut = attempt(() => codec.decode(bytes.slice(0, length), 0, length));
        assert.deepEqual(cut, outcome);
      }
    });
  }

  test(`${codec.name}: random bytes give a value or a WireError`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 256 }), (bytes) => {
        settles(codec, bytes);
      }),
      { numRuns: 300 },
    );
  });

  test(`${codec.name}: valid messages with random damage give a value or a WireError`, () => {
    const damage = fc.record({
      at: fc.nat(1023),
      how: fc.constantFrom("set", "flip", "insert", "remove", "cut"),
      byte: fc.oneof(fc.constantFrom(0, 1, 3, 4, 5, 0x7f, 0x80, 0xff), fc.nat(255)),
    });
    fc.assert(
      fc.property(fc.constantFrom(...cases), fc.array(damage, { minLength: 1, maxLength: 6 }), ({ bytes }, damages) => {
        const bent = [...bytes];
        for (const { at, how, byte } of damages) {
          const index = at % Math.max(1, bent.length);
          if (how === "set") bent[index] = byte;
          else if (how === "flip") bent[index] = (bent[index] ?? 0) ^ (1 << (byte & 7));
          else if (how === "insert") bent.splice(index, 0, byte);
          else if (how === "remove") bent.splice(index, 1 + (byte & 7));
          else bent.length = index;
        }
        settles(codec, Uint8Array.from(bent));
      }),
      { numRuns: 1000 },
    );
  });
}

/** Whatever was understood can be said again: after one round trip, which may drop what a value has no place for, nothing changes any more. */
function settles<T>(codec: Codec<T>, bytes: Uint8Array): void {
  const first = attempt(() => codec.decode(bytes, 0, bytes.length));
  if (first.failed) return;
  const once = attempt(() => reread(codec, first.value));
  if (once.failed) return;
  assert.deepEqual(reread(codec, once.value), once.value);
}

function reread<T>(codec: Codec<T>, value: T): T {
  const encoded = codec.encode(value);
  return codec.decode(encoded, 0, encoded.length);
}

type Outcome<T> = { readonly failed: false; readonly value: T } | { readonly failed: true; readonly code: string };

/** Anything but a WireError is a bug in the codec and fails the test. */
function attempt<T>(work: () => T): Outcome<T> {
  try {
    return { failed: false, value: work() };
  } catch (error) {
    if (error instanceof WireError) return { failed: true, code: error.code };
    throw error;
  }
}

export function toBytes(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/[0-9a-f]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function fromBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** For `assert.throws`. */
export function wireErrorWith(code: WireError["code"]): (error: unknown) => boolean {
  return (error) => error instanceof WireError && error.code === code;
}
