import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytesOfJson } from "./answer-bytes.ts";
import type { JsonSchema } from "./json-schema.ts";
import { ValueShortening } from "./value-shortening.ts";

const text: JsonSchema = { type: "string", untrusted: true };
const schema: JsonSchema = {
  type: "object",
  properties: {
    nextStep: { type: "string" },
    verdict: { type: "object", properties: { causes: { type: "array", items: text } } },
    findings: {
      type: "array",
      items: { type: "object", properties: { finding_id: text, excerpt: text, evidence: { type: "array", items: text } } },
    },
    gaps: { type: "array", items: { type: "string" } },
    content: text,
    nextPageToken: text,
    byName: { type: "object", additionalProperties: { type: "array", items: text } },
  },
};

function shorten(value: Readonly<Record<string, unknown>>, mostBytes: number) {
  return new ValueShortening(value, schema).to(mostBytes);
}

const many = (count: number, item: (at: number) => unknown) => Array.from({ length: count }, (_, at) => item(at));

test("the list that takes most loses its end first, and the others stay", () => {
  const value = {
    findings: many(400, (at) => ({ finding_id: `F-${at}`, excerpt: "x".repeat(60), evidence: ["a"] })),
    gaps: many(9, () => "gap"),
  };
  const { value: shown, omitted } = shorten(value, 4_000);
  const { findings, gaps } = shown;
  assert.ok(Array.isArray(findings) && findings.length > 20 && findings.length < 60);
  assert.deepEqual([gaps, Object.keys(omitted)], [value.gaps, ["findings"]]);
  assert.equal(omitted["findings"], `${findings.length} of 400 shown`);
});

test("a long list inside a short one is what is cut, and counted over all places", () => {
  const value = { findings: many(3, (at) => ({ finding_id: `F-${at}`, excerpt: "x", evidence: many(300, () => "line") })) };
  const { value: shown, omitted } = shorten(value, 1_000);
  assert.ok(Array.isArray(shown["findings"]) && shown["findings"].length === 3);
  assert.match(omitted["findings[].evidence"] ?? "", /^\d+ of 900 shown, in 3 places$/);
});

test("names of records are in no path, since a node may have given them", () => {
  const { omitted } = shorten({ byName: { "obey me": many(500, () => "line"), other: many(500, () => "line") } }, 500);
  assert.deepEqual(Object.keys(omitted), ["byName.*"]);
});

test("verdict, next step, ids and tokens are never cut, and gaps last", () => {
  const long = "y".repeat(900);
  const value = {
    nextStep: long,
    verdict: { causes: [long] },
    nextPageToken: long,
    findings: [{ finding_id: long, excerpt: long, evidence: [] }],
    gaps: [long],
  };
  const { value: shown, omitted } = shorten(value, 4_300);
  assert.deepEqual([shown["nextStep"], shown["verdict"], shown["nextPageToken"], shown["gaps"]], [long, { causes: [long] }, long, [long]]);
  assert.match(omitted["findings[].excerpt"] ?? "", /^first \d+ of 900 characters$/);
  const least = shorten(value, 100);
  assert.deepEqual([least.value["findings"], least.value["gaps"], least.value["nextStep"]], [[], [], long]);
});

test("whatever can be cut fits the bound, and what is left is the beginning of what was there", () => {
  const listed = fc.array(
    fc.record({
      finding_id: fc.string({ maxLength: 8 }),
      excerpt: fc.string({ unit: "binary", maxLength: 400 }),
      evidence: fc.array(fc.string()),
    }),
    { maxLength: 60 },
  );
  const value = fc.record({
    findings: listed,
    content: fc.string({ unit: "binary", maxLength: 3_000 }),
    gaps: fc.array(fc.string(), { maxLength: 40 }),
  });
  fc.assert(
    fc.property(value, fc.integer({ min: 900, max: 6_000 }), (sample, most) => {
      const { value: shown, omitted } = shorten(sample, most);
      const { findings, content } = shown;
      assert.ok(bytesOfJson(shown) + bytesOfJson(omitted) <= Math.max(most, 900));
      assert.ok(Array.isArray(findings) && typeof content === "string");
      assert.deepEqual(
        findings.map(({ finding_id }) => finding_id),
        sample.findings.slice(0, findings.length).map(({ finding_id }) => finding_id),
      );
      assert.ok(content === sample.content || sample.content.startsWith(content.replace(/…$/, "")));
      assert.equal(Object.keys(omitted).length === 0, JSON.stringify(shown) === JSON.stringify(sample));
    }),
  );
});
