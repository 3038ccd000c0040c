import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type CodecCase, fromBytes, runCodecGauntlet, toBytes, wireErrorWith } from "../bytes/codec-gauntlet.case.ts";
import { capturedMessages } from "./captured-ruleset.case.ts";
import type { NftExpression } from "./expression.ts";
import { decodeNftablesMessage, encodeNftablesMessage, type NftablesHeader, type NftablesMessage } from "./message.ts";

interface Said {
  readonly header: NftablesHeader;
  readonly message: NftablesMessage;
}

const header = { flags: 0x605, sequence: 7, portId: 0 };
const made: readonly NftablesMessage[] = [
  { kind: "get-table", table: "ullage" },
  { kind: "table", table: "ullage", flags: 2, ownerPortId: 4711 },
  { kind: "chain", table: "t", chain: "c", hook: { number: "output", priority: -300 } },
  { kind: "rule", table: "t", chain: "c", expressions: [] },
];

for (const order of ["little", "big"] as const) {
  const captured = capturedMessages.map((hex, index): CodecCase<Said> => {
    const bytes = toBytes(hex);
    return { name: `message ${index} of nft`, bytes, value: decodeNftablesMessage(bytes) };
  });
  const ours = made.map(
    (message, index): CodecCase<Said> => ({
      name: `message ${index} of ours`,
      bytes: encodeNftablesMessage(message, header, order),
      value: { header, message },
    }),
  );
  runCodecGauntlet<Said>(
    {
      name: `message to nftables, ${order}-endian host`,
      decode: (bytes, start, end) => decodeNftablesMessage(bytes, start, end, order),
      encode: (said) => encodeNftablesMessage(said.message, said.header, order),
    },
    order === "little" ? [...captured, ...ours] : ours,
  );
}

/** Without the prototype-less objects that fast-check makes on the side: they are not strictly equal to decoded ones. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record<T>(model, { noNullPrototype: true });
const register = fc.constantFrom(1, 2, 9);
const bytesOf = (maxLength: number) => fc.uint8Array({ minLength: 1, maxLength });
const name = fc.stringMatching(/^[a-z]{1,20}$/);
const set = record({ name, id: fc.nat(0xffff) });
const expression: fc.Arbitrary<NftExpression> = fc.oneof(
  record({ kind: fc.constant("meta" as const), key: fc.constantFrom("nfproto" as const, "l4proto" as const), register }),
  record({
    kind: fc.constant("payload" as const),
    base: fc.constantFrom("network" as const, "transport" as const),
    offset: fc.nat(255),
    length: fc.integer({ min: 1, max: 16 }),
    register,
  }),
  record({ kind: fc.constant("mask" as const), register, mask: bytesOf(16) }),
  record({ kind: fc.constant("equals" as const), register, value: bytesOf(16) }),
  record({ kind: fc.constant("destination-type" as const), register }),
  record({ kind: fc.constantFrom("in-set" as const, "update-set" as const), register, set }),
  record({ kind: fc.constant("goto" as const), chain: name }),
  fc.constant({ kind: "notrack" as const }),
);

test("every rule that can be said is understood as it was said, in either byte order", () => {
  fc.assert(
    fc.property(
      name,
      name,
      fc.array(expression, { maxLength: 12 }),
      fc.constantFrom("little" as const, "big" as const),
      (table, chain, expressions, order) => {
        const message: NftablesMessage = { kind: "rule", table, chain, expressions };
        const bytes = encodeNftablesMessage(message, header, order);
        assert.deepEqual(decodeNftablesMessage(bytes, 0, bytes.length, order), { header, message });
      },
    ),
  );
});

test("every set that can be said is understood as it was said", () => {
  const number = fc.nat(0xffffffff);
  const sets = record({ name, id: number, flags: number, keyType: number, keyLength: number, size: number, timeoutMs: fc.maxSafeNat() });
  fc.assert(
    fc.property(name, sets, (table, said) => {
      const message: NftablesMessage = { kind: "set", table, set: said };
      assert.deepEqual(decodeNftablesMessage(encodeNftablesMessage(message, header)).message, message);
    }),
  );
});

test("what Ullage never says to nftables is not taken for something that it says", () => {
  const notrackRule = fromBytes(
    encodeNftablesMessage({ kind: "rule", table: "t", chain: "c", expressions: [{ kind: "notrack" }] }, header),
  );
  for (const [what, bytes, code] of [
    ["NFT_MSG_DELTABLE", "20000000 020a 0506 07000000 00000000 01000000 0b000100 756c6c61676500 00", "unexpected-type"],
    ["a message to another subsystem", "14000000 0101 0103 07000000 00000000 02000000", "unexpected-type"],
    ["a table of another family", "20000000 000a 0506 07000000 00000000 02000000 0b000100 756c6c61676500 00", "bad-value"],
    ["a batch for another subsystem", "14000000 1000 0100 07000000 00000000 00000001", "bad-value"],
    ["an expression of another name", notrackRule.replace("6e6f747261636b", "6e6f747261636c"), "bad-value"],
  ] as const)
    assert.throws(() => decodeNftablesMessage(toBytes(bytes)), wireErrorWith(code), what);
});
