import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { WireError } from "../bytes/wire-error.ts";
import {
  decodeNames,
  decodeStatisticsCount,
  decodeValues,
  encodeNamesRequest,
  encodeStatisticsCountRequest,
  encodeValuesRequest,
  statisticsByName,
} from "./strings-and-statistics.ts";

const orders = ["little", "big"] as const;

function filledNames(names: readonly string[], capacity: number, order: "little" | "big"): Uint8Array {
  const bytes = encodeNamesRequest(names.length, capacity, order);
  names.forEach((name, index) => {
    bytes.set(new TextEncoder().encode(name), 12 + index * 32);
  });
  return bytes;
}

function filledValues(values: readonly bigint[], capacity: number, order: "little" | "big"): Uint8Array {
  const bytes = encodeValuesRequest(values.length, capacity, order);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setBigUint64(8 + index * 8, value, order === "little");
  });
  return bytes;
}

for (const order of orders) {
  test(`names and values of a ${order}-endian machine are read back, room behind them ignored`, () => {
    const names = ["conntrack_allowance_exceeded", "x".repeat(32), "queue_0_tx_cnt"];
    assert.deepEqual(decodeNames(filledNames(names, 10, order), order), names);
    assert.deepEqual(decodeValues(filledValues([0n, 7n, 2n ** 53n - 1n, 2n ** 64n - 1n], 9, order), order), [
      0,
      7,
      Number.MAX_SAFE_INTEGER,
      Number.MAX_SAFE_INTEGER,
    ]);
  });

  test(`the number of statistics of a ${order}-endian machine is read, and 0 when the set is taken out of the mask`, () => {
    const bytes = encodeStatisticsCountRequest(order);
    const view = new DataView(bytes.buffer);
    assert.equal(view.getUint32(0, order === "little"), 0x37);
    assert.equal(view.getBigUint64(8, order === "little"), 2n);
    view.setUint32(16, 118, order === "little");
    assert.equal(decodeStatisticsCount(bytes, order), 118);
    view.setBigUint64(8, 0n);
    assert.equal(decodeStatisticsCount(bytes, order), 0);
  });
}

test("every truncation is a WireError and nothing else", () => {
  const names = filledNames(["a", "b"], 2, "little");
  const values = filledValues([1n, 2n], 2, "little");
  const count = encodeStatisticsCountRequest("little").subarray(0, 20);
  for (const [bytes, decode] of [
    [names, decodeNames],
    [values, decodeValues],
    [count, decodeStatisticsCount],
  ] as const)
    for (let length = 0; length < bytes.length; length++) assert.throws(() => decode(bytes.subarray(0, length), "little"), WireError);
});

test("an answer to another command is refused", () => {
  assert.throws(() => decodeNames(filledValues([1n], 1, "little"), "little"), { code: "unexpected-type" });
});

test("arbitrary bytes give numbers, names or a WireError", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...orders), (bytes, order) => {
      for (const decode of [decodeNames, decodeValues, decodeStatisticsCount])
        try {
          decode(bytes, order);
        } catch (error) {
          assert.ok(error instanceof WireError);
        }
    }),
  );
});

test("a statistic named twice keeps both values and one without a name is left out", () => {
  assert.deepEqual(
    statisticsByName(["rx", "", "rx", "__proto__"], [1, 2, 3, 4]),
    Object.fromEntries([
      ["rx", 1],
      ["rx#2", 3],
      ["__proto__", 4],
    ]),
  );
});
