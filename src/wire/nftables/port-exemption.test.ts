import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBytes, toBytes } from "../bytes/codec-gauntlet.case.ts";
import { capturedMessages } from "./captured-ruleset.case.ts";
import { decodeNftablesMessage, encodeNftablesMessage, type NftablesMessage } from "./message.ts";
import { portExemption } from "./port-exemption.ts";

test("the exemption of a port is, byte for byte, what nft sends for the same ruleset", () => {
  const sentByNft = capturedMessages.slice(1, -1);
  const ours = portExemption({ port: 9855 });
  assert.equal(ours.length, sentByNft.length);
  for (const [index, message] of ours.entries()) {
    const captured = toBytes(sentByNft[index] ?? "");
    const { header, message: meant } = decodeNftablesMessage(captured);
    const said = meant.kind === "set" && message.kind === "set" ? withUserData(message, meant) : message;
    assert.equal(fromBytes(encodeNftablesMessage(said, header)), fromBytes(captured), `message ${index}`);
  }
});

/** In a set the tool leaves a note for itself, of the byte order in which it shows keys. */
function withUserData(ours: NftablesMessage & { kind: "set" }, { set }: NftablesMessage & { kind: "set" }): NftablesMessage {
  return { ...ours, set: { ...ours.set, ...(set.userData === undefined ? {} : { userData: set.userData }) } };
}

test("an exemption of one address asks for that address and needs no routes, and has no word of the other family", () => {
  for (const [address, peers, at] of [
    [Uint8Array.of(10, 0, 0, 7), "peers4", 16],
    [new Uint8Array(16).fill(9), "peers6", 24],
  ] as const) {
    const messages = portExemption({ port: 9855, address });
    assert.deepEqual(
      messages.flatMap((message) => (message.kind === "set" ? message.set.name : [])),
      [peers],
    );
    const expressions = messages.flatMap((message) => (message.kind === "rule" ? message.expressions : []));
    assert.equal(
      expressions.some(({ kind }) => kind === "destination-type"),
      false,
    );
    assert.equal(expressions.filter((expression) => expression.kind === "equals" && expression.value === address).length, 2);
    assert.ok(expressions.some((expression) => expression.kind === "payload" && expression.base === "network" && expression.offset === at));
  }
});

test("the type of a destination is compared in the order of the host", () => {
  const comparisons = portExemption({ port: 1 }, "big").flatMap((message) =>
    message.kind === "rule"
      ? message.expressions.flatMap((expression, index) =>
          message.expressions[index - 1]?.kind === "destination-type" && expression.kind === "equals" ? fromBytes(expression.value) : [],
        )
      : [],
  );
  assert.deepEqual(comparisons, ["00000002", "00000002"]);
});
