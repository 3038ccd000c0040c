import assert from "node:assert/strict";
import { test } from "node:test";
import { fillBar, fillStyle } from "./fill-bar.ts";

for (const [ratio, bar] of [
  [0, "[░░░░░░░░░░]"],
  [0.0001, "[█░░░░░░░░░]"],
  [0.5, "[█████░░░░░]"],
  [0.999, "[█████████░]"],
  [1, "[██████████]"],
  [1.2, "[██████████]"],
] as const) {
  test(`a table filled to ${ratio * 100} % is drawn as ${bar}`, () => assert.equal(fillBar(ratio, 12, "unicode"), bar));
}

for (const [ratio, style] of [
  [0.5, "ok"],
  [0.849, "ok"],
  [0.85, "warning"],
  [0.95, "issue"],
  [1, "issue"],
] as const) {
  test(`a table filled to ${Math.round(ratio * 1000) / 10} % looks ${style}, as the check has it`, () =>
    assert.equal(fillStyle(ratio), style));
}
