import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteReader } from "./byte-reader.ts";
import { toBytes, wireErrorWith } from "./codec-gauntlet.case.ts";
import { WireError } from "./wire-error.ts";

test("numbers are read in the order asked for", () => {
  const bytes = toBytes("01020304 05060708");
  for (const [order, uint16, uint32, uint64] of [
    ["little", 0x0201, 0x04030201, Number.MAX_SAFE_INTEGER],
    ["big", 0x0102, 0x01020304, Number.MAX_SAFE_INTEGER],
  ] as const) {
    assert.equal(new ByteReader(bytes).uint16(order, "x"), uint16);
    assert.equal(new ByteReader(bytes).uint32(order, "x"), uint32);
    assert.equal(new ByteReader(bytes).uint64(order, "x"), uint64);
  }
  assert.equal(new ByteReader(bytes).uint8("x"), 1);
  assert.equal(new ByteReader(toBytes("fffffffe")).int32("big", "x"), -2);
  assert.equal(new ByteReader(toBytes("fffffffe")).uint32("big", "x"), 0xfffffffe);
});

test("64-bit numbers are exact up to 2^53 - 1 and stop there", () => {
  for (const [hex, value] of [
    ["0000000000000000", 0],
    ["001fffffffffffff", Number.MAX_SAFE_INTEGER],
    ["0020000000000000", Number.MAX_SAFE_INTEGER],
    ["ffffffffffffffff", Number.MAX_SAFE_INTEGER],
    ["0000000100000000", 4294967296],
  ] as const)
    assert.equal(new ByteReader(toBytes(hex)).uint64("big", "x"), value, hex);
});

test("nanoseconds since 1970 become whole milliseconds without losing any", () => {
  assert.equal(new ByteReader(toBytes("18ea0d6cc4aa3e7b")).nanosecondsAsMs("big", "x"), 1795262162267);
  assert.equal(new ByteReader(toBytes("40420f0000000000")).nanosecondsAsMs("little", "x"), 1);
});

test("text ends at the first NUL or at the end of its field", () => {
  assert.equal(new ByteReader(toBytes("6674700066")).text(5, "x"), "ftp");
  assert.equal(new ByteReader(toBytes("667470")).text(3, "x"), "ftp");
  assert.equal(new ByteReader(toBytes("ff")).text(1, "x"), "\ufffd");
});

test("text is read from shared memory, which a TextDecoder refuses", () => {
  const shared = new Uint8Array(new SharedArrayBuffer(4));
  shared.set(toBytes("66747000"));
  assert.equal(new ByteReader(shared).text(4, "x"), "ftp");
});

test("a copy outlives what is written into the buffer afterwards", () => {
  const bytes = toBytes("0102");
  const copy = new ByteReader(bytes).copyOf(2, "x");
  bytes.fill(9);
  assert.deepEqual(copy, Uint8Array.of(1, 2));
});

test("reading past the end of the slice is truncated, though the array goes on", () => {
  const reader = new ByteReader(toBytes("00112233445566"), 2, 5);
  assert.equal(reader.remaining, 3);
  assert.equal(reader.uint8("x"), 0x22);
  assert.throws(
    () => reader.uint32("big", "field"),
    (error) => error instanceof WireError && error.code === "truncated" && error.offset === 1,
  );
  assert.equal(reader.uint16("big", "x"), 0x3344, "a failed read does not move on");
  assert.throws(() => reader.skip(1, "x"), wireErrorWith("truncated"));
});

test("a negative length is refused: it would walk backwards", () => {
  const reader = new ByteReader(toBytes("0011"), 1);
  assert.throws(() => reader.skip(-1, "x"), wireErrorWith("bad-length"));
  assert.throws(() => reader.copyOf(Number.NaN, "x"), wireErrorWith("bad-length"));
});

test("a slice outside the array is a mistake of the caller, not of the sender", () => {
  assert.throws(() => new ByteReader(toBytes("00"), 0, 2), RangeError);
  assert.throws(() => new ByteReader(toBytes("0000"), 2, 1), RangeError);
});
