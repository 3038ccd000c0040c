import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type ByteOrder, ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { fromBytes, wireErrorWith } from "./codec-gauntlet.case.ts";

test("numbers are written in the order asked for, in an array that has to grow for each", () => {
  const writer = new ByteWriter(0);
  writer.uint8(0x01);
  writer.uint16(0x0203, "big");
  writer.uint16(0x0203, "little");
  writer.uint32(0xfffefdfc, "big");
  writer.int32(-2, "little");
  writer.uint64(2 ** 53 - 1, "big");
  writer.msAsNanoseconds(1, "little");
  writer.append(Uint8Array.of(7, 8, 9));
  writer.text("é");
  writer.zeros(2);
  assert.equal(fromBytes(writer.finish()), `01${"0203"}${"0302"}fffefdfc${"feffffff"}001fffffffffffff${"40420f0000000000"}070809c3a90000`);
});

test("what was written is read back, whatever the capacity to begin with", () => {
  const order = fc.constantFrom<ByteOrder>("little", "big");
  const number = fc.oneof(
    fc.record({ bits: fc.constant(8 as const), value: fc.nat(0xff), order }),
    fc.record({ bits: fc.constant(16 as const), value: fc.nat(0xffff), order }),
    fc.record({ bits: fc.constant(32 as const), value: fc.nat(0xffffffff), order }),
    fc.record({ bits: fc.constant(64 as const), value: fc.maxSafeNat(), order }),
  );
  fc.assert(
    fc.property(fc.array(number), fc.nat(64), (numbers, capacity) => {
      const writer = new ByteWriter(capacity);
      for (const { bits, value, order } of numbers) {
        if (bits === 8) writer.uint8(value);
        else if (bits === 16) writer.uint16(value, order);
        else if (bits === 32) writer.uint32(value, order);
        else writer.uint64(value, order);
      }
      const reader = new ByteReader(writer.finish());
      for (const { bits, value, order } of numbers) {
        if (bits === 8) assert.equal(reader.uint8("x"), value);
        else if (bits === 16) assert.equal(reader.uint16(order, "x"), value);
        else if (bits === 32) assert.equal(reader.uint32(order, "x"), value);
        else assert.equal(reader.uint64(order, "x"), value);
      }
      assert.equal(reader.remaining, 0);
    }),
  );
});

test("a number that does not fit its field is refused and writes nothing", () => {
  const writer = new ByteWriter();
  for (const write of [
    () => writer.uint8(256),
    () => writer.uint8(-1),
    () => writer.uint16(65536, "big"),
    () => writer.uint32(1 << 31, "big"),
    () => writer.uint32(1.5, "big"),
    () => writer.uint32(Number.NaN, "big"),
    () => writer.int32(0x80000000, "big"),
    () => writer.uint64(2 ** 53, "big"),
    () => writer.msAsNanoseconds(18_446_744_073_710, "big"),
  ])
    assert.throws(write, wireErrorWith("bad-value"));
  assert.equal(writer.length, 0);
});

test("a length can be patched once its content is known", () => {
  const writer = new ByteWriter();
  writer.zeros(6);
  writer.patchUint16(0, 6, "little");
  writer.patchUint32(2, 0x01020304, "big");
  assert.equal(fromBytes(writer.finish()), "060001020304");
  assert.throws(() => writer.patchUint16(5, 1, "big"), RangeError);
  assert.throws(() => writer.patchUint32(-1, 1, "big"), RangeError);
});

test("the result is a copy", () => {
  const writer = new ByteWriter();
  writer.uint8(1);
  const first = writer.finish();
  writer.uint8(2);
  assert.deepEqual(first, Uint8Array.of(1));
});
