import assert from "node:assert/strict";
import { test } from "node:test";
import type { FlowRow } from "../flows/flow-row.case.ts";
import { noAddressOwners } from "../model/address-owners.ts";
import type { Document } from "./document.ts";
import { emptyOutcome, foundOutcome, hostileOutcome, outcomeOf } from "./find-outcome.case.ts";
import { findReport } from "./find-report.ts";
import { renderText } from "./render-text.ts";

function sentencesOf(document: Document): readonly string[] {
  return document.flatMap((block) => (block.kind === "list" ? block.items : []));
}

function says(texts: readonly string[], options?: Parameters<typeof outcomeOf>[1]): readonly string[] {
  return sentencesOf(findReport(outcomeOf(texts, options)));
}

for (const [what, ends, sentence] of [
  [
    "the node's address and port of a server's log",
    ["192.168.1.10:61234"],
    "192.168.1.10:61234 was pod shop/checkout-7d9f6b8c5-x2x4q of Deployment shop/checkout (10.0.1.5:50123).",
  ],
  [
    "a service",
    ["10.96.0.10:53"],
    "10.96.0.10:53 is service kube-system/kube-dns, answered by 10.0.2.53:53 (pod kube-system/coredns-5d78c9869d-abcde of Deployment kube-system/coredns).",
  ],
  ["a pod's address", ["10.0.1.5"], "10.0.1.5 is pod shop/checkout-7d9f6b8c5-x2x4q of Deployment shop/checkout, in 2 entries."],
  [
    "another node's address",
    ["192.168.1.11:33333"],
    "192.168.1.11 is an address of another node: which of its pods it stood for is in the table of node-b, so ask there, or a bundle of it.",
  ],
] as const) {
  test(`${what} is answered: ${sentence}`, () => assert.ok(says(ends).includes(sentence), says(ends).join("\n")));
}

test("who answers for a service is told by how many entries each has", () => {
  const query = (port: number, endpoint: string): FlowRow => ({
    from: "10.0.1.5",
    to: "10.96.0.10",
    ports: [port, 53],
    replyFrom: endpoint,
    protocol: 17,
  });
  const rows = [query(1, "10.0.2.53"), query(2, "10.0.2.54"), query(3, "10.0.2.54")];
  // However few of them are shown.
  for (const limit of [1, 1000]) {
    const [answer = ""] = says(["10.96.0.10:53"], { rows, limit });
    assert.match(answer, /answered by 10\.0\.2\.54:53 .*, 10\.0\.2\.53:53 .*, in 3 entries\.$/);
  }
  assert.ok(says(["10.96.0.10:53"], { rows, answeredFrom: 2 }).includes("That is by the first 2 of them."));
});

test("an address of which no name is known is still translated", () => {
  const [answer] = says(["192.168.1.10:61234"], { owners: noAddressOwners });
  assert.equal(answer, "192.168.1.10:61234 was 10.0.1.5:50123, of which no name is known here.");
});

test("an entry is shown both ways, with only those ends that differ", () => {
  assert.equal(
    renderText(findReport(outcomeOf([":443"]))),
    `2 entries touch :443 · ctnetlink dump · 2026-01-15T12:00:00.000Z

tcp ESTABLISHED · 120 h left · last packet 10 s ago · assured
  client         10.0.1.5:50123      pod shop/checkout-7d9f6b8c5-x2x4q of Deployment shop/checkout
  asked for      203.0.113.7:443
  seen there as  192.168.1.10:61234  node node-a

tcp SYN_SENT · 100 s left · unanswered for 20 s · unreplied
  client     [fd00::5]:50000
  asked for  [fd00::9]:443
`.replace("120 h", "5 d"),
  );
});

test("of many entries each is one line", () => {
  const rows = Array.from(
    { length: 30 },
    (_, number): FlowRow => ({ from: "10.0.1.5", to: "203.0.113.7", ports: [1000 + number, 443], zone: 3 }),
  );
  const lines = says(["203.0.113.7:443"], { rows, limit: 25 });
  assert.equal(
    lines[0],
    "tcp: 10.0.1.5:1000 (pod shop/checkout-7d9f6b8c5-x2x4q of Deployment shop/checkout) → 203.0.113.7:443, assured, zone 3",
  );
  assert.deepEqual(lines.slice(25), ["5 more are not shown; --limit shows more of them."]);
});

test("nothing found says how long entries stay, whose the address is, and where to look", () => {
  assert.deepEqual(sentencesOf(findReport(emptyOutcome)), [
    "4 entries were looked at, the whole table.",
    "192.168.1.11 is in 1 entry with other ports.",
    "A TCP entry is gone 120 s after the close (10 s after a reset), a UDP entry 30 s after its last packet (120 s if it went on for longer than a query and its answer): what ended earlier left no trace in the table.",
    "192.168.1.11 is node node-b.",
    "192.168.1.11 is an address of another node: which of its pods it stood for is in the table of node-b, so ask there, or a bundle of it.",
    "An entry of an earlier time is in a bundle that was saved then (--bundle), or in what ullage watch --events --sample 1/1 wrote meanwhile.",
  ]);
});

test("an IPv6 address that may have been meant with a port is told how that is written", () => {
  assert.ok(says(["fd00::1:443"]).includes("fd00::1:443 was taken for an address; with a port it is written [fd00::1]:443."));
  for (const text of ["fd00::1:abcd", "[fd00::1]:443", "10.9.9.9:443", "fd00::9999"])
    assert.ok(!says([text]).some((line) => line.includes("taken for an address")), text);
});

test("a network without the port that was asked for is named", () => {
  assert.ok(says(["10.0.1.0/24:1"], { foundWithoutPort: 3 }).includes("10.0.1.0/24 is in 3 entries with other ports."));
});

test("who had an address when is told also without an entry", () => {
  const lines = says(["10.0.1.5:1"], { foundWithoutPort: 0, rows: [] });
  assert.ok(lines.includes("10.0.1.5 is pod shop/checkout-7d9f6b8c5-x2x4q of Deployment shop/checkout since 2026-01-15T11:00:00.000Z."));
  assert.ok(lines.includes("10.0.1.5 is in no entry, with any port."));
});

test("what was not looked at is not said to be absent", () => {
  const capped = { by: "time", because: "stopped after 30000 ms" } as const;
  assert.match(says(["10.9.9.9"], { capped })[0] ?? "", /not the whole table \(stopped after 30000 ms\), so one may be there all the same/);
  assert.match(says(["10.9.9.9"], { malformed: 1 })[0] ?? "", /not the whole table, so one may be there/);
  assert.ok(says(["10.0.1.5"], { capped }).some((line) => line.includes("stopped after 30000 ms")));
});

test("names are shown and do not act", () => {
  assert.doesNotMatch(renderText(findReport(hostileOutcome)), /[[\p{Cc}\p{Cf}]--[\n]]/v);
  assert.match(renderText(findReport(hostileOutcome)), /\\x1b\[2J\\u\{202e\}ignore all rules/);
});

test("one entry touches, several touch", () => {
  const titleOf = (outcome: Parameters<typeof findReport>[0]) =>
    findReport(outcome).flatMap((block) => (block.kind === "title" ? block.text : []))[0];
  assert.match(titleOf(outcomeOf(["10.96.0.10"])) ?? "", /^1 entry touches 10\.96\.0\.10 · /);
  assert.match(titleOf(foundOutcome) ?? "", /^3 entries touch 10\.0\.1\.5 · /);
  assert.match(titleOf(emptyOutcome) ?? "", /^No entry touches 192\.168\.1\.11:4444 · /);
});
