import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAgentAddress } from "./agent-address.ts";

for (const [text, expected] of [
  ["http://10.0.0.1:9856", { kind: "url", url: "http://10.0.0.1:9856" }],
  ["https://node-a.example:9856/", { kind: "url", url: "https://node-a.example:9856" }],
  ["https://node-a.example", { kind: "url", url: "https://node-a.example" }],
  ["127.0.0.1:9856", { kind: "url", url: "http://127.0.0.1:9856" }],
  ["[::1]:9856", { kind: "url", url: "http://[::1]:9856" }],
  ["unix:/run/ullage/agent.sock", { kind: "socket", path: "/run/ullage/agent.sock" }],
] as const) {
  test(`${text} is an address of an agent`, () => {
    assert.deepEqual(parseAgentAddress(text), expected);
  });
}

for (const text of [
  "",
  "node-a",
  "http://",
  "http://u:p@host:1",
  "http://host:1/v1",
  "http://host:1/?x",
  "unix:relative",
  "ftp://host:1",
  "host:99999",
]) {
  test(`"${text}" is none`, () => {
    assert.equal(parseAgentAddress(text), undefined);
  });
}
