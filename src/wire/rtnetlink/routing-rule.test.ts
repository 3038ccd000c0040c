import assert from "node:assert/strict";
import { test } from "node:test";
import { WireError } from "../bytes/wire-error.ts";
import { decodeRoutingRule, encodeRuleRequest } from "./routing-rule.ts";

const uint32 = (type: number, value: number) => [8, 0, type, 0, value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >>> 24) & 255];
const header = (bits: { from?: number; to?: number; table?: number; flags?: number }) => [
  ...[2, bits.to ?? 0, bits.from ?? 0, 0, bits.table ?? 254, 0, 0, 1],
  ...[bits.flags ?? 0, 0, 0, 0],
];

for (const [line, bytes] of [
  ["0:\tfrom all lookup local", [...header({ table: 255 }), ...uint32(15, 255)]],
  ["1536:\tfrom 10.0.1.5 lookup 2", [...header({ from: 32, table: 2 }), ...uint32(6, 1536), 8, 0, 2, 0, 10, 0, 1, 5, ...uint32(15, 2)]],
  ["512:\tnot from all to 10.0.0.0/16 lookup main", [...header({ to: 16, flags: 2 }), ...uint32(6, 512), 8, 0, 1, 0, 10, 0, 0, 0]],
  ["1024:\tfrom all fwmark 0x80/0x80 lookup main", [...header({}), ...uint32(6, 1024), ...uint32(10, 0x80), ...uint32(16, 0x80)]],
] as const) {
  test(`a rule is shown as ip rule shows it: ${line}`, () => {
    const message = Uint8Array.from(bytes);
    assert.equal(decodeRoutingRule(message, 0, message.length, "little"), line);
    for (let length = 0; length < message.length; length++) {
      try {
        decodeRoutingRule(message, 0, length, "little");
      } catch (error) {
        assert.ok(error instanceof WireError);
      }
    }
  });
}

test("a request names the family", () => {
  assert.deepEqual([encodeRuleRequest(4)[0], encodeRuleRequest(6)[0], encodeRuleRequest(4).length], [2, 10, 12]);
});
