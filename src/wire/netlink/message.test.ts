import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBytes, runCodecGauntlet, toBytes, wireErrorWith } from "../bytes/codec-gauntlet.case.ts";
import type { NetlinkHeader } from "./header.ts";
import { encodeNetlinkMessage, joinNetlinkMessages, netlinkMessages } from "./message.ts";

interface Whole {
  readonly header: Omit<NetlinkHeader, "length">;
  readonly payload: string;
}

const odd = { type: 16, flags: 0, sequence: 1, portId: 2 };
const even = { type: 17, flags: 2, sequence: 3, portId: 4 };

runCodecGauntlet<readonly Whole[]>(
  {
    name: "netlink datagram",
    mayShorten: true,
    decode: (bytes, start, end) =>
      [...netlinkMessages(bytes, start, end)].map(({ header, payloadStart, payloadEnd }) => ({
        header: { type: header.type, flags: header.flags, sequence: header.sequence, portId: header.portId },
        payload: fromBytes(bytes.subarray(payloadStart, payloadEnd)),
      })),
    encode: (messages) => joinNetlinkMessages(messages.map(({ header, payload }) => encodeNetlinkMessage(header, toBytes(payload)))),
  },
  [
    { name: "without a message", bytes: toBytes(""), value: [] },
    { name: "with one bare header", bytes: toBytes("10000000 1000 0000 01000000 02000000"), value: [{ header: odd, payload: "" }] },
    {
      name: "whose first message is padded and whose last is not",
      bytes: toBytes("15000000 1000 0000 01000000 02000000 aabbccddee 000000 12000000 1100 0200 03000000 04000000 0102"),
      value: [
        { header: odd, payload: "aabbccddee" },
        { header: even, payload: "0102" },
      ],
    },
  ],
);

test("messages before a broken one are handed out", () => {
  const bytes = toBytes("10000000 1000 0000 01000000 02000000 ff000000 1100 0000 00000000 00000000");
  const walk = netlinkMessages(bytes);
  assert.equal(walk.next().value?.header.type, 16);
  assert.throws(() => walk.next(), wireErrorWith("truncated"));
});

test("a length of 0, or shorter than the header, is refused: the walk would stand still", () => {
  for (const length of ["00", "01", "0f"]) {
    const bytes = toBytes(`${length}000000 1000 0000 01000000 02000000`);
    assert.throws(() => [...netlinkMessages(bytes)], wireErrorWith("bad-length"), length);
  }
});

test("a length near 2^32 is longer than any datagram and does not overflow", () => {
  assert.throws(() => [...netlinkMessages(toBytes("ffffffff 1000 0000 01000000 02000000"))], wireErrorWith("truncated"));
});

test("bytes behind the last message that are no header are refused", () => {
  assert.throws(() => [...netlinkMessages(toBytes("10000000 1000 0000 01000000 02000000 10000000"))], wireErrorWith("truncated"));
});
