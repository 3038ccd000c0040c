import assert from "node:assert/strict";
import { test } from "node:test";
import { runCodecGauntlet, toBytes, wireErrorWith } from "../bytes/codec-gauntlet.case.ts";
import { inMessage } from "../netlink/message-codec.case.ts";
import { captured } from "./captured-messages.case.ts";
import { decodeGlobalStats, encodeGlobalStats, type GlobalStats } from "./global-stats.ts";

const header = { type: 0x105, flags: 2, sequence: 0x89, portId: 0x8f0617bb };

runCodecGauntlet(inMessage<GlobalStats>("global statistics", decodeGlobalStats, encodeGlobalStats), [
  {
    name: "the answer of Linux 6.18",
    bytes: captured.globalStats,
    value: { header, payload: { entries: 24, maxEntries: 262_144, unknownAttributes: 0 } },
  },
  {
    name: "the answer of a kernel that does not say the maximum",
    bytes: toBytes("1c000000 0501 0200 89000000 bb17068f 00000000 08000100 00000018"),
    value: { header, payload: { entries: 24, unknownAttributes: 0 } },
  },
]);

test("an answer without the number of entries is refused: missing is not zero", () => {
  assert.throws(() => decodeGlobalStats(toBytes("00000000 08000200 00040000")), wireErrorWith("missing-attribute"));
});
