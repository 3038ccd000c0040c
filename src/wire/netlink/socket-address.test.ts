import assert from "node:assert/strict";
import { test } from "node:test";
import { runCodecGauntlet, toBytes, wireErrorWith } from "../bytes/codec-gauntlet.case.ts";
import { decodeNetlinkSocketAddress, encodeNetlinkSocketAddress } from "./socket-address.ts";

runCodecGauntlet(
  {
    name: "struct sockaddr_nl",
    decode: (bytes, start, end) => decodeNetlinkSocketAddress(bytes, start, end),
    encode: encodeNetlinkSocketAddress,
  },
  [{ name: "that hears conntrack events", bytes: toBytes("10000000 00000000 07000000"), value: { portId: 0, groups: 7 } }],
);

test("an address of another family is refused", () => {
  assert.throws(() => decodeNetlinkSocketAddress(toBytes("02000000 00000000 00000000")), wireErrorWith("bad-value"));
});
