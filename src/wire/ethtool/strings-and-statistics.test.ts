import assert from "node:assert/strict";
import { test } from "node:test";
import type { ByteOrder } from "../bytes/byte-reader.ts";
import { fromBytes, runCodecGauntlet, toBytes, wireErrorWith } from "../bytes/codec-gauntlet.case.ts";
import {
  decodeNames,
  decodeStatisticsCount,
  decodeValues,
  encodeNames,
  encodeNamesRequest,
  encodeStatisticsCount,
  encodeStatisticsCountRequest,
  encodeValues,
  encodeValuesRequest,
  statisticsByName,
} from "./strings-and-statistics.ts";

function field(text: string, length = 32): string {
  return fromBytes(new TextEncoder().encode(text)).padEnd(length * 2, "0");
}

function codec<T>(
  name: string,
  decode: (bytes: Uint8Array, order: ByteOrder) => T,
  encode: (value: T, order: ByteOrder) => Uint8Array,
  order: ByteOrder = "little",
) {
  return {
    name: `${name}, ${order}-endian`,
    decode: (bytes: Uint8Array, start: number, end: number) => decode(bytes.subarray(start, end), order),
    encode: (value: T) => encode(value, order),
  };
}

runCodecGauntlet<number>(codec("number of statistics", decodeStatisticsCount, encodeStatisticsCount), [
  { name: "of a driver that has some", bytes: toBytes("37000000 00000000 0200000000000000 2a000000"), value: 42 },
  { name: "of a driver without", bytes: toBytes("37000000 00000000 0000000000000000 00000000"), value: 0 },
]);

runCodecGauntlet<readonly string[]>(codec("names of statistics", decodeNames, encodeNames), [
  { name: "none", bytes: toBytes("1b000000 01000000 00000000"), value: [] },
  {
    name: "of ENA's kind, one of them nameless and one without a NUL",
    bytes: toBytes(
      `1b000000 01000000 03000000 ${field("conntrack_allowance_exceeded")} ${field("")} ${field("conntrack_allowance_available_32")}`,
    ),
    value: ["conntrack_allowance_exceeded", "", "conntrack_allowance_available_32"],
  },
  {
    name: "with rubbish behind the NUL",
    bytes: toBytes(`1b000000 01000000 01000000 ${field("rx\0old name")}`),
    value: ["rx"],
    isCanonical: false,
  },
]);

runCodecGauntlet<readonly number[]>(codec("values of statistics", decodeValues, encodeValues), [
  { name: "none", bytes: toBytes("1d000000 00000000"), value: [] },
  {
    name: "of more than 32 bits",
    bytes: toBytes("1d000000 03000000 0000000000000000 0100000000000000 0000000001000000"),
    value: [0, 1, 2 ** 32],
  },
  {
    name: "beyond 2^53, which saturate",
    bytes: toBytes("1d000000 01000000 ffffffffffffffff"),
    value: [Number.MAX_SAFE_INTEGER],
    isCanonical: false,
  },
]);

runCodecGauntlet<number>(codec("number of statistics", decodeStatisticsCount, encodeStatisticsCount, "big"), [
  { name: "of a driver that has some", bytes: toBytes("00000037 00000000 0000000000000002 0000002a"), value: 42 },
]);
runCodecGauntlet<readonly string[]>(codec("names of statistics", decodeNames, encodeNames, "big"), [
  { name: "one", bytes: toBytes(`0000001b 00000001 00000001 ${field("x")}`), value: ["x"] },
]);
runCodecGauntlet<readonly number[]>(codec("values of statistics", decodeValues, encodeValues, "big"), [
  { name: "one", bytes: toBytes("0000001d 00000001 0000000000000007"), value: [7] },
]);

test("the questions have room for the answers", () => {
  assert.equal(fromBytes(encodeStatisticsCountRequest("little")), `3700000000000000${"0200000000000000"}${"00".repeat(8)}`);
  assert.equal(fromBytes(encodeNamesRequest(1, 2, "little")), `1b00000001000000${"01000000"}${"00".repeat(64)}`);
  assert.equal(fromBytes(encodeValuesRequest(1, 2, "little")), `1d00000001000000${"00".repeat(16)}`);
});

test("room that the kernel did not use is not read", () => {
  const buffer = encodeNamesRequest(1, 3, "little");
  buffer.fill(0x78, 12);
  assert.deepEqual(decodeNames(buffer, "little"), ["x".repeat(32)]);
});

test("an answer to another command, or about another set of names, is refused", () => {
  assert.throws(() => decodeValues(toBytes("1b000000 00000000"), "little"), wireErrorWith("unexpected-type"));
  assert.throws(() => decodeNames(toBytes("1b000000 02000000 00000000"), "little"), wireErrorWith("bad-value"));
});

test("a number of entries beyond the buffer is refused", () => {
  assert.throws(() => decodeValues(toBytes("1d000000 ffffffff 0000000000000000"), "little"), wireErrorWith("truncated"));
  assert.throws(() => decodeNames(toBytes("1b000000 01000000 ffffffff"), "little"), wireErrorWith("truncated"));
});

test("names longer than their field cannot be encoded", () => {
  assert.throws(() => encodeNames(["x".repeat(33)], "little"), wireErrorWith("too-large"));
});

test("names and values are paired by position; nameless ones are left out, a repeated name gets its number", () => {
  assert.deepEqual(statisticsByName(["a", "", "b", "a", "a"], [1, 2, 3, 4, 5]), { a: 1, b: 3, "a#2": 4, "a#3": 5 });
  assert.deepEqual(Object.entries(statisticsByName(["__proto__"], [7])), [["__proto__", 7]]);
});
