import assert from "node:assert/strict";
import { test } from "node:test";
import { flowStatusBit, statusNames } from "./flow-status.ts";

for (const [what, status, names] of [
  ["no bit", 0, []],
  ["a connection that was answered for long", 0x0e, ["seenReply", "assured", "confirmed"]],
  [
    "an offloaded one with its source translated",
    flowStatusBit.offload | flowStatusBit.hardwareOffload | flowStatusBit.sourceNat,
    ["sourceNat", "offload", "hardwareOffload"],
  ],
  ["a bit of a later kernel", 1 << 16, []],
] as const) {
  test(`the status of ${what} is said by name`, () => assert.deepEqual(statusNames(status), names));
}
