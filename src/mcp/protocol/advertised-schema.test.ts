import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { untrusted } from "../../contract/untrusted.ts";
import type { JsonSchema } from "../answers/json-schema.ts";
import { advertisedSchema } from "./advertised-schema.ts";

function shown(schema: z.ZodObject, which: "input" | "output"): unknown {
  return advertisedSchema(schema["~standard"].jsonSchema[which]({ target: "draft-2020-12" }) as JsonSchema, which);
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

test("of an answer the fields are shown, with a mark where others wrote any of it", () => {
  assert.deepEqual(shown(deep, "output"), {
    type: "object",
    properties: {
      ...{
        name: { "x-untrusted": true },
        title: { type: "string" },
        state: { enum: ["on", "off"] },
        count: { type: "integer" },
        few: { type: "integer" },
      },
      ...{ time: {}, verdict: { type: "object" } },
      ...{ evidence: { type: "array", "x-untrusted": true }, named: { type: "object", "x-untrusted": true } },
    },
  });
});

test("of the arguments one level more is shown, with what they can be", () => {
  assert.deepEqual(shown(deep.pick({ few: true, title: true, verdict: true, time: true }), "input"), {
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
