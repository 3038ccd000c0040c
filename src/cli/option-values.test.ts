import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidArgumentError } from "commander";
import { gathered, seconds, wholeNumber } from "./option-values.ts";

for (const [text, expected] of [
  ["1", 1],
  ["007", 7],
  ["100", 100],
  ["0", undefined],
  ["101", undefined],
  ["1e1", undefined],
  ["1.0", undefined],
  ["-1", undefined],
  ["", undefined],
  ["99999999999999999999", undefined],
] as const)
  test(`of 1 to 100, "${text}" is ${expected ?? "refused"}`, () => assert.equal(readBy(wholeNumber(1, 100), text), expected));

for (const [text, expected] of [
  ["0.1", 0.1],
  ["2", 2],
  ["1e1", 10],
  ["0", undefined],
  ["61", undefined],
  ["", undefined],
  [" ", undefined],
  ["NaN", undefined],
  ["Infinity", undefined],
  ["two", undefined],
] as const)
  test(`of 0.1 to 60 seconds, "${text}" is ${expected ?? "refused"}`, () => assert.equal(readBy(seconds(0.1, 60), text), expected));

test("what is given several times is kept in its order", () => {
  assert.deepEqual(gathered("b", gathered("a", undefined)), ["a", "b"]);
});

function readBy(parse: (text: string) => number, text: string): number | undefined {
  try {
    return parse(text);
  } catch (error) {
    assert.ok(error instanceof InvalidArgumentError);
    return undefined;
  }
}
