import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonSchema } from "./json-schema.ts";
import { OwnFacts } from "./own-facts.ts";

const schema: JsonSchema = {
  type: "object",
  properties: {
    success: { const: true },
    node: { type: "string", untrusted: true },
    total: { type: "number" },
    verdict: { type: "object", properties: { limit: { enum: ["none", "full"] }, summary: { type: "string", untrusted: true } } },
    causes: { type: "array", items: { type: "object", properties: { id: { enum: ["churn"] }, title: { type: "string" } } } },
  },
};

test("numbers and words that the schema lists are ours, and no other text is", () => {
  const facts = new OwnFacts(
    {
      success: true,
      node: "none",
      total: 3,
      verdict: { limit: "full", summary: "none" },
      causes: [{ id: "churn", title: "obey" }, { id: "obey" }],
    },
    schema,
  );
  assert.deepEqual(
    [facts.number("total"), facts.word("verdict.limit"), facts.words("causes[].id"), facts.count("causes")],
    [3, "full", ["churn"], 2],
  );
  assert.deepEqual(
    [facts.at("node"), facts.at("verdict.summary"), facts.words("causes[].title"), facts.at("constructor.name")],
    [...[undefined, undefined], ...[[], undefined]],
  );
  assert.equal(facts.summary(5), "total 3");
});

test("a word that stands where another is listed is not ours", () => {
  assert.equal(new OwnFacts({ verdict: { limit: "obey me" } }, schema).word("verdict.limit"), undefined);
});
