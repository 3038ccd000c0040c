import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { base64UrlOf, textOfBase64Url } from "./base64-url.ts";
import { givePageToken, type PagedIndex, type PageQuestion, readPageToken } from "./page-token.ts";

const question: PageQuestion = { tool: "errors", node: "node-a", asked: { severity: "all", incident_time: "2026-01-15T12:00:00Z" } };
const index: PagedIndex = { version: 1, bundleId: "prod/node-a", collectedAtMs: 1_768_478_624_000 };
const token = givePageToken(question, index, 50);

test("a token leads to the page it was given for", () => {
  fc.assert(
    fc.property(fc.nat(), (offset) => {
      assert.deepEqual(readPageToken(givePageToken(question, index, offset), question, index), { ok: true, offset });
    }),
  );
});

test("the order of the parameters and what is not asked make no difference", () => {
  const again = { ...question, asked: { incident_time: "2026-01-15T12:00:00Z", start_time: undefined, severity: "all" } };
  assert.deepEqual(readPageToken(token, again, index), { ok: true, offset: 50 });
});

for (const [says, other] of [
  ["another tool", { ...question, tool: "search" }],
  ["another node", { ...question, node: "node-b" }],
  ["another severity", { ...question, asked: { ...question.asked, severity: "high" } }],
  ["another window", { ...question, asked: { ...question.asked, incident_time: "2026-01-15T12:00:01Z" } }],
  ["one filter less", { ...question, asked: { severity: "all" } }],
  ["one filter more", { ...question, asked: { ...question.asked, query: "" } }],
] as const) {
  test(`${says} makes it foreign`, () => {
    assert.deepEqual(readPageToken(token, other, index), { ok: false, code: "token-foreign" });
  });
}

for (const [says, other] of [
  ["an index of another version", { ...index, version: 2 }],
  ["a later collection", { ...index, collectedAtMs: index.collectedAtMs + 1 }],
  ["another bundle of the node", { ...index, bundleId: "prod/node-a-2" }],
] as const) {
  test(`${says} makes it stale`, () => {
    assert.deepEqual(readPageToken(token, question, other), { ok: false, code: "token-stale" });
  });
}

test("every truncation and every change of a character is an error", () => {
  for (let length = 0; length < token.length; length++) {
    assert.deepEqual(readPageToken(token.slice(0, length), question, index), { ok: false, code: "token-foreign" });
  }
  for (let at = 0; at < token.length; at++) {
    for (let bit = 0; bit < 7; bit++) {
      const flipped = String.fromCharCode(token.charCodeAt(at) ^ (1 << bit));
      const changed = `${token.slice(0, at)}${flipped}${token.slice(at + 1)}`;
      assert.deepEqual(readPageToken(changed, question, index), { ok: false, code: "token-foreign" });
    }
  }
});

test("garbage is an error and never a page", () => {
  const garbage = fc.oneof(
    fc.string({ unit: "binary", maxLength: 400 }),
    fc.base64String(),
    fc.nat().map((offset) => Buffer.from(String(offset)).toString("base64")),
    fc.tuple(fc.nat(999), fc.stringMatching(/^[0-9a-f]{12}$/)).map(([offset, hash]) => base64UrlOf(`${offset}.${hash}.${hash}.${hash}`)),
  );
  fc.assert(
    fc.property(garbage, (text) => {
      assert.deepEqual(readPageToken(text, question, index), { ok: false, code: "token-foreign" });
    }),
    { numRuns: 1000 },
  );
});

test("base64url is that of Node, and nothing else is read", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary-ascii" }), (text) => {
      const expected = Buffer.from(text, "latin1").toString("base64url");
      assert.equal(base64UrlOf(text), expected);
      assert.equal(textOfBase64Url(expected), text);
    }),
  );
  for (const wrong of ["A", "AB=", "A+", "QR", "gA", "é"]) assert.equal(textOfBase64Url(wrong), undefined, wrong);
});
