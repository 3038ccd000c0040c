import assert from "node:assert/strict";
import { test } from "node:test";
import { multicastGroupMask, nfnlgrp } from "./multicast-group.ts";

test("the mask of a group has the bit before its number", () => {
  assert.equal(multicastGroupMask([nfnlgrp.NFNLGRP_CONNTRACK_NEW, nfnlgrp.NFNLGRP_CONNTRACK_DESTROY]), 0b101);
  assert.equal(multicastGroupMask([]), 0);
});
