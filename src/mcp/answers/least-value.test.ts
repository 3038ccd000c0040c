import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOfJson } from "./answer-bytes.ts";
import type { JsonSchema } from "./json-schema.ts";
import { leastValue } from "./least-value.ts";

const text: JsonSchema = { type: "string" };
const schema: JsonSchema = {
  type: "object",
  required: ["success", "verdict", "node", "insight", "state"],
  properties: {
    success: { const: true },
    verdict: { type: "object", required: ["summary"], properties: { summary: text } },
    nextStep: text,
    node: text,
    insight: text,
    state: { enum: ["a state with a name that is longer than any text has to be"] },
    details: { type: "object", required: ["why"], properties: { why: text, when: text } },
    remark: text,
    executionId: text,
  },
};
const long = "x".repeat(500);
const value = {
  ...{ success: true, verdict: { summary: long }, nextStep: long, node: "node-a", insight: long, executionId: long },
  state: "a state with a name that is longer than any text has to be",
  ...{ details: { why: long, when: long }, remark: "short" },
};
const least = (mostBytes: number) => leastValue(value, schema, (one) => bytesOfJson(one) - mostBytes);

test("what fits stays as it is, and the value that was given is not touched", () => {
  const before = structuredClone(value);
  assert.deepEqual(least(10_000), value);
  least(1_000);
  assert.deepEqual(value, before);
});

test("fields that may be missing go first, the largest before the others, and no field of one that stays", () => {
  const { details: _, ...rest } = value;
  assert.deepEqual(least(bytesOfJson(rest)), rest);
});

test("then texts are cut, but verdict, next step, ids and words of the schema are not", () => {
  const { verdict, nextStep, executionId, state, node, insight, remark, details } = least(0) as Record<string, unknown>;
  assert.deepEqual([verdict, nextStep, executionId, state, node], [value.verdict, long, long, value.state, "node-a"]);
  assert.deepEqual([remark, details], [undefined, undefined]);
  assert.equal(insight, `${"x".repeat(31)}…`);
});

test("no text is cut within a character", () => {
  const smiling = { success: true, verdict: { summary: "" }, node: "😀".repeat(100), insight: "", state: value.state };
  for (let most = 0; most < 300; most += 7)
    assert.ok(JSON.stringify(leastValue(smiling, schema, (one) => bytesOfJson(one) - most)).isWellFormed());
});
