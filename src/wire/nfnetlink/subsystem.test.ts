import assert from "node:assert/strict";
import { test } from "node:test";
import { messageNumberOf, nfnetlinkMessageType, subsystemOf } from "./subsystem.ts";

test("a message type is the subsystem and its message number", () => {
  assert.equal(nfnetlinkMessageType(1, 5), 0x105);
  assert.deepEqual([subsystemOf(0x105), messageNumberOf(0x105)], [1, 5]);
});
