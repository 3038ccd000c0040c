import assert from "node:assert/strict";
import { test } from "node:test";
import { countText, percentText } from "./figures.ts";

for (const [count, text] of [
  [0, "0"],
  [999, "999"],
  [1000, "1,000"],
  [262_144, "262,144"],
  [1_234_567_890, "1,234,567,890"],
  [12.7, "13"],
] as const) {
  test(`${count} is read as ${text}`, () => assert.equal(countText(count), text));
}

for (const [ratio, text] of [
  [0, "0.0 %"],
  [0.0004, "0.0 %"],
  [0.125, "12.5 %"],
  [1, "100.0 %"],
] as const) {
  test(`a share of ${ratio} is ${text}`, () => assert.equal(percentText(ratio), text));
}
