import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleValues, fillCall } from "../perform/fill-call.ts";
import { parseToolCall } from "./tool-call-text.ts";

const read = [
  ["diagnose(instanceId={instanceId})", { instanceId: "node-7" }],
  ['search(instanceId={instanceId}, query="a \\"b\\" \\\\d+, c=d)")', { instanceId: "node-7", query: 'a "b" \\d+, c=d)' }],
  ["errors( instanceId = {instanceId} , pageSize=20, cached=false)", { instanceId: "node-7", pageSize: 20, cached: false }],
  ["compare_nodes(instanceIds=[{instanceId}, {otherInstanceId}])", { instanceIds: ["node-7", "node-8"] }],
  ["summarize(finding_ids={findingIds})", { finding_ids: ["F-0123456789ab"] }],
  ["list_sops()", {}],
  ["forecast(x=[])", { x: [] }],
] as const;

for (const [text, input] of read) {
  test(`${text} is a call that can be made`, () => {
    const call = parseToolCall(text);
    assert.ok(call !== undefined && typeof call !== "string", String(call));
    const filled = fillCall(call, exampleValues);
    assert.ok(filled.ok);
    assert.deepEqual(filled.input, input);
  });
}

for (const text of ["conntrack_allowance_exceeded: 0", "limit", "F-0123", "conntrack -D -d ADDRESS", "Search(a=1)", ""]) {
  test(`${JSON.stringify(text)} is no call`, () => assert.equal(parseToolCall(text), undefined));
}

for (const text of [
  "errors(instanceId)",
  "errors(a=b)",
  "errors(a=1 b=2)",
  'errors(a="x)',
  "errors(a=1, a=2)",
  "errors(a={node})",
  "errors(a=[1, 2)",
  'errors(a="\\q")',
  "errors(=1)",
]) {
  test(`${text} is a call with something wrong in it`, () => assert.equal(typeof parseToolCall(text), "string"));
}

test("a call whose value nobody knows is not made, and says why; one that can do without it leaves it out", () => {
  const call = parseToolCall("cluster_health(clusterName={clusterName}, other={client})");
  assert.ok(call !== undefined && typeof call !== "string");
  const without = { ...exampleValues, clusterName: { known: true, value: undefined } } as const;
  assert.deepEqual(fillCall(call, without), { ok: true, input: { other: "10.0.3.7" }, text: 'cluster_health(other="10.0.3.7")' });
  const nobody = { ...exampleValues, client: { known: false, because: "nobody" } } as const;
  assert.deepEqual(fillCall(call, nobody), { ok: false, because: "nobody" });
});
