import assert from "node:assert/strict";
import { test } from "node:test";
import { camelCase } from "./camel-case.ts";

for (const [kernelName, name] of [
  ["drop", "drop"],
  ["search_restart", "searchRestart"],
  ["ListenOverflows", "listenOverflows"],
  ["TCPReqQFullDrop", "tcpReqQFullDrop"],
  ["TCPReqQFullDoCookies", "tcpReqQFullDoCookies"],
  ["InCsumErrors", "inCsumErrors"],
  ["DelayedACKs", "delayedACKs"],
  ["TW", "tw"],
  ["TCP6", "tcp6"],
  ["", ""],
] as const) {
  test(`"${kernelName}" is named "${name}"`, () => assert.equal(camelCase(kernelName), name));
}
