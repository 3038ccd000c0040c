import assert from "node:assert/strict";
import { test } from "node:test";
import { durationText } from "./duration-text.ts";

for (const [seconds, text] of [
  [0, "0 s"],
  [2.0034, "2 s"],
  [2.46, "2.5 s"],
  [119.4, "119 s"],
  [120, "2 min"],
  [7199, "120 min"],
  [7200, "2 h"],
  [432_000, "5 d"],
] as const) {
  test(`${seconds} seconds are said as ${text}`, () => assert.equal(durationText(seconds), text));
}
