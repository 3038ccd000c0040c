import assert from "node:assert/strict";
import { test } from "node:test";
import { parseNetworkNamespaceLink } from "./namespace-link.ts";

for (const [target, inode] of [
  ["net:[4026531840]", 4_026_531_840],
  ["mnt:[4026531841]", undefined],
  ["net:[x]", undefined],
  ["", undefined],
] as const) {
  test(`the link "${target}" is namespace ${inode}`, () => assert.equal(parseNetworkNamespaceLink(target), inode));
}
