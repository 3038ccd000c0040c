import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { JsonObjectSplitter, type SplitProblem } from "./json-object-splitter.ts";

const encoder = new TextEncoder();

interface Split {
  readonly objects: readonly unknown[];
  readonly problem: SplitProblem | undefined;
  readonly end: unknown;
}

function split(within: "items" | "stream", text: string, chunkLength = 7, maximumObjectBytes?: number): Split {
  const objects: unknown[] = [];
  const splitter = new JsonObjectSplitter({
    within,
    onObject: (value) => objects.push(value),
    ...(maximumObjectBytes !== undefined && { maximumObjectBytes }),
  });
  const bytes = encoder.encode(text);
  let problem: SplitProblem | undefined;
  for (let at = 0; at < bytes.length; at += chunkLength) {
    // A receive buffer is used again, so what was given must not be kept.
    const chunk = bytes.slice(at, at + chunkLength);
    problem = splitter.push(chunk);
    chunk.fill(0x78);
  }
  return { objects, problem, end: splitter.end() };
}

const jsonObject = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue());

test("the items of a list come one by one and the rest of it at the end, wherever the chunks are cut", () => {
  fc.assert(
    fc.property(fc.array(jsonObject), jsonObject, fc.integer({ min: 1, max: 40 }), fc.boolean(), (items, metadata, length, indented) => {
      const text = JSON.stringify({ kind: "PodList", metadata, items, after: ["items", { items: [1] }] }, null, indented ? 2 : 0);
      const { objects, problem, end } = split("items", text, length);
      assert.equal(problem, undefined);
      assert.deepEqual(objects, JSON.parse(JSON.stringify(items)));
      assert.deepEqual(end, JSON.parse(JSON.stringify({ kind: "PodList", metadata, items: [], after: ["items", { items: [1] }] })));
    }),
  );
});

test("objects of a watch come one by one, with and without lines between them", () => {
  fc.assert(
    fc.property(fc.array(jsonObject), fc.integer({ min: 1, max: 40 }), fc.constantFrom("", "\n", "\r\n"), (events, length, between) => {
      const { objects, problem } = split("stream", events.map((event) => JSON.stringify(event)).join(between), length);
      assert.equal(problem, undefined);
      assert.deepEqual(objects, JSON.parse(JSON.stringify(events)));
    }),
  );
});

test("any bytes are taken without an exception", () => {
  const structural = fc
    .array(fc.constantFrom("{", "}", "[", "]", '"', "\\", ":", ",", '"items":', "1", " "), { maxLength: 40 })
    .map((parts) => encoder.encode(parts.join("")));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), structural), fc.constantFrom("items", "stream"), (bytes, within) => {
      const splitter = new JsonObjectSplitter({ within, onObject: (value) => assert.equal(typeof value, "object") });
      const problem = splitter.push(bytes);
      if (problem !== undefined) assert.equal(splitter.end(), undefined);
    }),
    { numRuns: 2000 },
  );
});

test("a list that broke off anywhere has no end", () => {
  const text = JSON.stringify({ kind: "PodList", metadata: { resourceVersion: "1" }, items: [{ a: "}" }, { b: ['"'] }] });
  for (let length = 0; length < text.length; length++) assert.equal(split("items", text.slice(0, length)).end, undefined);
  assert.notEqual(split("items", text).end, undefined);
});

for (const [what, text, problem] of [
  ["a page of HTML", "<!DOCTYPE html><html>", "not-json"],
  ["plain text", "upstream connect error", "not-json"],
  ["a list without an object", "[1]", "not-json"],
  ["an item that is no JSON", '{"items":[{"a":nonsense}]}', "malformed"],
] as const)
  test(`${what} is ${problem}`, () => {
    assert.equal(split("items", text).problem, problem);
  });

test("an object larger than the bound is not gathered, in one chunk or in many", () => {
  const text = JSON.stringify({ items: [{ a: "x".repeat(5000) }] });
  for (const length of [64, 100_000]) assert.equal(split("items", text, length, 1000).problem, "too-large");
  assert.equal(split("items", text, 64, 10_000).problem, undefined);
});

test("what stands between items and is no object is left out, nested lists among it", () => {
  const { objects, end } = split("items", '{"kind":"List","items":[1,[{"no":1}],null,{"yes":1},"x"]}', 3);
  assert.deepEqual(objects, [{ yes: 1 }]);
  assert.deepEqual(end, { kind: "List", items: [] });
});
