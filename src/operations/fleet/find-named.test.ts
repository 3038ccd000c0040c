import assert from "node:assert/strict";
import { test } from "node:test";
import type { NodeFacts } from "../../model/node-facts.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { findNamed, type Named, unknownNode } from "./find-named.ts";

const named = (facts: NodeFacts, ...also: readonly string[]): Named<string> => ({ facts, also, node: also[0] ?? facts.name });

const nodes = [
  named({ name: "ip-10-0-1-5.eu-west-1.compute.internal", instanceId: "i-0aaaaaaa", cluster: "prod" }, "http://10.0.1.5:9856"),
  named({ name: "ip-10-0-1-6.eu-west-1.compute.internal", instanceId: "i-0bbbbbbb", cluster: "prod" }, "http://10.0.1.6:9856"),
  named({ name: "node-a", cluster: "prod" }, "prod/a.tar.gz"),
  named({ name: "node-a", cluster: "test" }, "test/a.tar.gz"),
  named({ name: "web-1.example", instanceId: "i-0ccccccc" }),
  named({ name: "web-1.example.org" }),
  named({ name: "10.0.0.7" }),
  named({ name: "10.1.1.1" }),
];

for (const [asked, expected] of [
  ["ip-10-0-1-5.eu-west-1.compute.internal", "http://10.0.1.5:9856"],
  ["IP-10-0-1-5.eu-west-1.compute.internal", "http://10.0.1.5:9856"],
  ["ip-10-0-1-6", "http://10.0.1.6:9856"],
  [" i-0aaaaaaa ", "http://10.0.1.5:9856"],
  ["aws:///eu-west-1a/i-0bbbbbbb", "http://10.0.1.6:9856"],
  ["http://10.0.1.5:9856", "http://10.0.1.5:9856"],
  ["test/node-a", "test/a.tar.gz"],
  ["prod/a.tar.gz", "prod/a.tar.gz"],
  ["web-1.example.org", "web-1.example.org"],
  ["10.0.0.7", "10.0.0.7"],
  ["10", undefined],
  ["ip-10-0-1-7", undefined],
  ["i-0ddddddd", undefined],
  ["", undefined],
] as const)
  test(`${JSON.stringify(asked)} names ${expected ?? "nobody"}`, () => assert.equal(findNamed(nodes, asked), expected));

for (const [asked, names] of [
  ["node-a", ["prod/node-a", "test/node-a"]],
  ["web-1", ["i-0ccccccc", "web-1.example.org"]],
] as const)
  test(`${asked} is several, and the failure says by which names they are told apart`, () => {
    assert.throws(
      () => findNamed(nodes, asked),
      (error) => error instanceof ToolFailure && error.code === "bad-argument" && names.every((name) => error.message.includes(name)),
    );
  });

test("of one node it is said that there is no other", () => {
  assert.equal(unknownNode("b", nodes.slice(0, 1), "here").message.split(";")[0], '"b" is not the only node of here');
});

for (const [asked, near] of [
  ["ip-10-0-1-7", /ip-10-0-1-5\.eu.*ip-10-0-1-6\.eu/],
  ["node-b", /near: node-a/],
  ["i-0aaaaaab", /i-0aaaaaaa/],
  ["nothing-of-the-kind-at-all", /^"nothing-of-the-kind-at-all" is none of the 8 nodes of here$/],
  ["\u001b[31mnode-a", /\\x1b\[31mnode-a" is none/],
] as const)
  test(`who asks for ${JSON.stringify(asked)} is told which names are near`, () => {
    const failure = unknownNode(asked, nodes, "here");
    assert.equal(failure.code, "unknown-node");
    assert.match(failure.message, near);
    assert.ok((failure.message.split("near: ")[1] ?? "").split(", ").length <= 5);
  });
