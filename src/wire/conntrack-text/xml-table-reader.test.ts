import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ipProtocol } from "../../model/ip-protocol.ts";
import { sctpStateNames } from "../../model/tcp-state.ts";
import { goodLine } from "./flow-line.case.ts";
import { type FlowRow, readText } from "./flow-row.case.ts";

const fixture = (name: string) => readFileSync(new URL(`../../../fixtures/conntrack-text/${name}`, import.meta.url), "latin1");

const flow =
  '<flow><meta direction="original"><layer3 protonum="2" protoname="ipv4"><src>10.0.0.1</src><dst>10.0.0.2</dst></layer3><layer4 protonum="6" protoname="tcp">' +
  '<sport>1</sport><dport>2</dport></layer4></meta><meta direction="reply"><layer3 protonum="2" protoname="ipv4"><src>10.0.0.2</src><dst>10.0.0.1</dst></layer3>' +
  '<layer4 protonum="6" protoname="tcp"><sport>2</sport><dport>1</dport></layer4></meta><meta direction="independent"><state>ESTABLISHED</state>' +
  "<timeout>100</timeout><mark>0</mark><use>1</use><assured/></meta></flow>";
const table = (...parts: readonly string[]) => `<?xml version="1.0" encoding="utf-8"?>\n<conntrack>\n${parts.join("\n")}\n</conntrack>\n`;

for (const { name, format, entries } of [
  { name: "list.xml.txt", format: "conntrack -L -o xml,id", entries: 42 },
  { name: "list-all.xml.txt", format: "conntrack -L -o xml,id,ktimestamp,labels", entries: 42 },
  { name: "events.xml.txt", format: "conntrack -E -o xml,timestamp,id", entries: 120 },
]) {
  test(`${name} is recognised and every element is an entry`, () => {
    const { summary } = readText(fixture(name));
    const { format: found, lines, entries: taken, malformedCount, unknownTokens } = summary;
    assert.deepEqual(
      { found, lines, taken, malformedCount, unknownTokens },
      { found: format, lines: entries + 3, taken: entries, malformedCount: 0, unknownTokens: 0 },
    );
  });
}

test("the same table reads the same from XML and from text, but for the ports of ICMP, which the XML lacks", () => {
  const comparable = (name: string) =>
    readText(fixture(name)).rows.map(({ timeoutSeconds: _countdown, ports, ...row }: FlowRow) => {
      const isIcmp = row.protocol === ipProtocol.icmp || row.protocol === ipProtocol.icmpv6;
      return JSON.stringify({ ...row, ports: isIcmp ? [] : ports });
    });
  assert.deepEqual(comparable("list.xml.txt").sort(), comparable("list-id.txt").sort());
});

test("states of SCTP, which the tool names as TCP's, keep their number", () => {
  const states = readText(fixture("list.xml.txt")).rows.filter(({ protocol }) => protocol === ipProtocol.sctp);
  assert.deepEqual(states.map(({ state }) => sctpStateNames[state]).sort(), ["CLOSED", "CLOSED", "ESTABLISHED", "SHUTDOWN_ACK_SENT"]);
});

test("an XML entry is the entry of the text line", () => {
  assert.deepEqual(readText(table(flow)).rows, readText(`${goodLine}\n`).rows);
});

test("an element may span lines, and a malformed one is named by the line it starts at", () => {
  const spread = flow.replaceAll("><", ">\n  <");
  const bad = spread.replace("10.0.0.2", "10.0.0.x");
  const { summary } = readText(table(spread, bad, spread));
  assert.equal(summary.entries, 2);
  assert.deepEqual(
    summary.malformed.map(({ at, because }) => ({ at, because })),
    [{ at: 3 + spread.split("\n").length, because: "dst= is not an address" }],
  );
});

test("all elements on one line are read though the line is longer than the limit", () => {
  const { summary } = readText(table(flow.repeat(20)), [100], { maxLineBytes: 1000 });
  assert.deepEqual([summary.entries, summary.malformedCount], [20, 0]);
});

const broken: readonly { readonly what: string; readonly text: string; readonly entries: number; readonly because: RegExp }[] = [
  { what: "cut by the end of the text", text: table(flow).slice(0, 400), entries: 0, because: /the text ends inside/ },
  { what: "not closed before the next", text: table(flow.slice(0, 200), flow), entries: 1, because: /not closed/ },
  {
    what: "longer than the limit",
    text: table(flow.replace("<mark>", `${" ".repeat(3000)}<mark>`), flow),
    entries: 1,
    because: /longer than 2000 bytes/,
  },
  { what: "of another document", text: "<html>\n", entries: 0, because: /not a flow/ },
  { what: "with text beside it", text: table(flow, "Segmentation fault", flow), entries: 2, because: /text between/ },
  {
    what: "without the reply's addresses",
    text: table(flow.replace("<src>10.0.0.2</src>", "")),
    entries: 0,
    because: /reply direction is missing/,
  },
];

for (const { what, text, entries, because } of broken) {
  test(`an element ${what} costs itself only`, () => {
    const whole = readText(text, undefined, { maxLineBytes: 2000 });
    assert.equal(whole.summary.entries, entries);
    assert.equal(whole.summary.malformedCount, 1);
    assert.match(whole.summary.malformed[0]?.because ?? "", because);
    for (let size = 1; size < 60; size++) assert.deepEqual(readText(text, [size], { maxLineBytes: 2000 }), whole);
  });
}

test("text before and behind the XML is read as lines", () => {
  const text = `*** Output ***\n${table(flow)}conntrack v1.4.7 (conntrack-tools): 1 flow entries have been shown.\n${goodLine}\n`;
  const whole = readText(text);
  const { lines, entries, ignored, malformedCount } = whole.summary;
  assert.deepEqual({ lines, entries, ignored, malformedCount }, { lines: 7, entries: 2, ignored: 2, malformedCount: 0 });
  for (let at = 1; at < text.length; at++) assert.deepEqual(readText(text, [at, text.length]), whole, `split at ${at}`);
});

test("an unknown element is counted and the entry is kept", () => {
  const { summary } = readText(table(flow.replace("<use>", "<colour>blue</colour><use>")));
  assert.deepEqual([summary.entries, summary.unknownTokens], [1, 1]);
});
