import assert from "node:assert/strict";
import { test } from "node:test";
import { type JsonSchema, schemasOf } from "../../src/mcp/answers/json-schema.ts";
import { tools } from "../../src/mcp/tools/index.ts";

/** Where answers list nodes, bundles and collections: their keys are those of answers on one. */
const listsOfNodes: readonly string[] = ["fleet", "nodes", "unanswered", "collections", "unreadable", "executions"];

/** Keys that mean two things, and why. */
const exceptions: Readonly<Record<string, string>> = {
  summary: "errors and batch_status count under it, as the tools that agents know; in a list of nodes it is the sentence of the verdict",
};

interface Place {
  readonly key: string;
  readonly where: string;
  readonly kind: string;
}

/** What can be done with a value: who wrote a text is part of it, which words it may be is not. */
function kindOf(schema: JsonSchema): string {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return [...new Set(alternatives.map(kindOf).filter((kind) => kind !== "null"))].sort().join(" or ");
  if (schema.type === "array") return `list of ${typeof schema.items === "object" ? kindOf(schema.items) : "anything"}`;
  if (schema.type === "object" && schema.properties === undefined) return "object by name";
  if (schema.type === "integer") return "number";
  return schema.untrusted === true ? "text of others" : String(schema.type ?? typeof schema.const);
}

function placesIn(where: string, { properties = {} }: JsonSchema): readonly Place[] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const place = { key, where, kind: kindOf(schema) };
    return listsOfNodes.includes(key) ? [place, ...placesIn(`${where}.${key}`, rowOf(schema))] : [place];
  });
}

function rowOf(schema: JsonSchema): JsonSchema {
  return typeof schema.items === "object" ? schema.items : schema;
}

const outputs = tools.map(({ contract }) => ({ contract, output: schemasOf(contract).output }));
const places = outputs.flatMap(({ contract, output }) => placesIn(contract.name, output));

test("a key of an answer, or of a node, a bundle or a collection in it, is of one kind in every tool", () => {
  const severalKinds = [...Map.groupBy(places, ({ key }) => key)].filter(([, all]) => new Set(all.map(({ kind }) => kind)).size > 1);
  const told = severalKinds.map(([key, all]) => `${key}: ${all.map(({ where, kind }) => `${where} has ${kind}`).join(", ")}`);
  assert.deepEqual(
    severalKinds.map(([key]) => key),
    Object.keys(exceptions),
    told.join("\n"),
  );
});

for (const [key, kind] of [
  ["instanceId", "text of others"],
  ["bundle", "text of others"],
  ["takenAt", "string"],
] as const) {
  test(`every answer on one node or bundle, and every line on one in a list, has ${key}`, () => {
    const onOne = outputs.filter(({ contract: { name, input } }) => Object.hasOwn(input.shape, "instanceId") && name !== "history");
    assert.deepEqual(
      onOne.flatMap(({ contract: { name }, output }) => (kindOf(output.properties?.[key] ?? {}) === kind ? [] : [name])),
      [],
    );
    const rows = outputs.flatMap(({ contract, output: { properties = {} } }) =>
      ["nodes", "collections", "executions"].flatMap((list) => {
        const row = properties[list] === undefined ? {} : rowOf(properties[list]);
        return row.properties === undefined || kindOf(row.properties[key] ?? {}) === kind ? [] : [`${contract.name}.${list}`];
      }),
    );
    assert.deepEqual(rows, []);
  });
}

test("no answer has another word for the node, the bundle or the time that it is of", () => {
  const others: readonly string[] = ["node", "collectedAt", "bundleId", "time", "timestamp"];
  // What the command line prints has `node`, and diagnose and plan_change give all of that.
  const printed = ["diagnose node", "plan_change node"];
  assert.deepEqual(
    places.filter(({ key }) => others.includes(key)).map(({ key, where }) => `${where} ${key}`),
    printed,
  );
});
