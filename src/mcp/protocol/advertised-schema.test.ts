import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { answeringBundle } from "../../contract/tools/parts/answering-node.ts";
import { windowAnswer } from "../../contract/tools/parts/time-window.ts";
import { answerEnvelope } from "../../contract/tools/tool-contract.ts";
import { untrusted } from "../../contract/untrusted.ts";
import type { JsonSchema } from "../answers/json-schema.ts";
import { advertisedInput, advertisedOutput } from "./advertised-schema.ts";

function written(schema: z.ZodObject, which: "input" | "output"): JsonSchema {
  return schema["~standard"].jsonSchema[which]({ target: "draft-2020-12" }) as JsonSchema;
}

const deep = z.object({
  name: untrusted(),
  title: z.string().min(1).max(9),
  state: z.enum(["on", "off"]),
  count: z.int(),
  few: z.int().min(1).max(5).default(3).describe("How few."),
  time: z.union([z.string(), z.number()]).optional(),
  verdict: z.object({ limit: z.string(), ours: z.object({ deeper: z.string() }) }),
  evidence: z.array(z.object({ file: untrusted() })),
  named: z.record(z.string(), z.object({ value: untrusted() })),
});

test("of an answer the fields are shown, with their types and a mark where others wrote any of it, and what is in them by name", () => {
  assert.deepEqual(advertisedOutput(written(deep, "output")), {
    type: "object",
    properties: {
      ...{ name: { "x-untrusted": true }, title: {}, state: {}, count: { type: "integer" }, few: { type: "integer" }, time: {} },
      verdict: { type: "object", properties: { limit: {}, ours: {} } },
      evidence: { type: "array", "x-untrusted": true, items: { properties: { file: {} } } },
      named: { type: "object", "x-untrusted": true, additionalProperties: { properties: { value: {} } } },
    },
  });
});

test("what may be nothing has its names all the same, and names that a field before has are not shown again", () => {
  const list = z.array(z.object({ file: untrusted() }));
  const band = z.object({ low: z.number(), high: z.number() });
  assert.deepEqual(advertisedOutput(written(z.object({ first: list, second: list, band: band.nullable() }), "output")), {
    type: "object",
    properties: {
      first: { type: "array", "x-untrusted": true, items: { properties: { file: {} } } },
      second: { type: "array", "x-untrusted": true },
      band: { properties: { low: {}, high: {} } },
    },
  });
});

test("names that others gave are marked as their words are", () => {
  assert.deepEqual(advertisedOutput(written(z.object({ zones: z.record(untrusted(), z.int()) }), "output")), {
    type: "object",
    properties: { zones: { type: "object", "x-untrusted": true } },
  });
});

test("what many answers have is not shown with each", () => {
  const schema = z.object({ ...answerEnvelope, ...answeringBundle, ...windowAnswer, own: z.boolean() });
  assert.deepEqual(advertisedOutput(written(schema, "output")), { type: "object", properties: { own: { type: "boolean" } } });
});

test("of the arguments two levels are shown, with what they can be", () => {
  assert.deepEqual(advertisedInput(written(deep.pick({ few: true, title: true, verdict: true, time: true }), "input")), {
    type: "object",
    required: ["title", "verdict"],
    properties: {
      title: { type: "string" },
      time: { type: "string" },
      few: { type: "integer", default: 3, description: "How few." },
      verdict: { type: "object", required: ["limit", "ours"], properties: { limit: { type: "string" }, ours: { type: "object" } } },
    },
  });
});
