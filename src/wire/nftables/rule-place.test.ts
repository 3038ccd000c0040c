import assert from "node:assert/strict";
import { test } from "node:test";
import { WireError } from "../bytes/wire-error.ts";
import { decodeRulePlace } from "./rule-place.ts";

const attribute = (type: number, text: string) => {
  const length = 4 + text.length + 1;
  const bytes = new Uint8Array((length + 3) & ~3);
  bytes.set([length, 0, type, 0, ...new TextEncoder().encode(text)]);
  return bytes;
};
const rule = Uint8Array.from([1, 0, 0, 0, ...attribute(1, "kube-proxy"), ...attribute(2, "services"), ...attribute(99, "x")]);

test("family, table and chain of a rule are told, and nothing else is looked at", () => {
  const padded = Uint8Array.from([9, 9, ...rule, 9]);
  assert.deepEqual(decodeRulePlace(padded, 2, 2 + rule.length, "little"), { family: "inet", table: "kube-proxy", chain: "services" });
});

test("a message cut anywhere is refused or says less, and never reads behind its end", () => {
  for (let length = 0; length < rule.length; length++) {
    try {
      decodeRulePlace(rule, 0, length, "little");
    } catch (error) {
      assert.ok(error instanceof WireError);
    }
  }
});
