import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { flowStatusBit } from "../../model/flow-status.ts";
import { goodLine, ignoredLines, malformedLines } from "./flow-line.case.ts";
import { bytesOf, readText, rowOfFlow } from "./flow-row.case.ts";
import { describeLineProblem } from "./line-problem.ts";
import { parseFlowLine } from "./parse-flow-line.ts";
import { createTextTableReader } from "./text-table-reader.ts";

const fixture = (name: string) => readFileSync(new URL(`../../../fixtures/conntrack-text/${name}`, import.meta.url), "latin1");

const lineFixtures = [
  { name: "list.txt", format: "conntrack -L", entries: 42, ignored: 0 },
  { name: "list-ipv6.txt", format: "conntrack -L", entries: 11, ignored: 0 },
  { name: "list-extended.txt", format: "conntrack -L -o extended", entries: 42, ignored: 0 },
  { name: "list-id.txt", format: "conntrack -L -o id", entries: 42, ignored: 0 },
  { name: "list-ktimestamp.txt", format: "conntrack -L -o ktimestamp", entries: 42, ignored: 0 },
  { name: "list-labels.txt", format: "conntrack -L -o extended,id,labels", entries: 42, ignored: 0 },
  { name: "proc-nf-conntrack.txt", format: "/proc/net/nf_conntrack", entries: 42, ignored: 0 },
  { name: "proc-nf-conntrack-acct.txt", format: "/proc/net/nf_conntrack", entries: 42, ignored: 0 },
  { name: "proc-ip-conntrack.txt", format: "conntrack -L", entries: 6, ignored: 0 },
  { name: "events.txt", format: "conntrack -E", entries: 120, ignored: 0 },
  { name: "events-timestamp.txt", format: "conntrack -E -o extended,timestamp,id", entries: 120, ignored: 0 },
  { name: "events-ktimestamp.txt", format: "conntrack -E -o ktimestamp", entries: 120, ignored: 0 },
];

for (const { name, format, entries, ignored } of lineFixtures) {
  test(`${name} is recognised as ${format}, and every line is the flow that it says`, () => {
    const text = fixture(name);
    const { rows, summary } = readText(text);
    const { format: found, entries: taken, ignored: skipped, malformedCount, unknownTokens } = summary;
    assert.deepEqual(
      { found, taken, skipped, malformedCount, unknownTokens },
      { found: format, taken: entries, skipped: ignored, malformedCount: 0, unknownTokens: 0 },
    );
    const flows = text
      .trimEnd()
      .split("\n")
      .map((line) => parseFlowLine(line));
    assert.deepEqual(
      rows,
      flows.map((parsed) => (parsed.kind === "flow" ? rowOfFlow(parsed.flow) : parsed)),
    );
  });
}

test("the same table reads the same from conntrack and from /proc", () => {
  const byTuple = (name: string) => readText(fixture(name)).rows.map(({ timeoutSeconds: _countdown, ...row }) => JSON.stringify(row));
  assert.deepEqual(byTuple("proc-nf-conntrack.txt").sort(), byTuple("list.txt").sort());
});

test("the tool's remark in the middle of an entry is set aside, and the entry is whole", () => {
  const { rows, summary } = readText(fixture("list-collected.txt"));
  assert.deepEqual(
    { lines: summary.lines, entries: summary.entries, ignored: summary.ignored, malformed: summary.malformed },
    { lines: 45, entries: 42, ignored: 3, malformed: [] },
  );
  assert.deepEqual(
    new Set(rows.map((row) => JSON.stringify(row))),
    new Set(readText(fixture("list.txt")).rows.map((row) => JSON.stringify(row))),
  );
});

test("a text that ends behind the remark in the middle of an entry has one malformed line", () => {
  const { summary } = readText(`${goodLine}\ntcp      6 10conntrack v1.4.7 (conntrack-tools): 2 flow entries have been shown.\n`);
  const { lines, entries, ignored, malformedCount } = summary;
  assert.deepEqual({ lines, entries, ignored, malformedCount }, { lines: 2, entries: 1, ignored: 0, malformedCount: 1 });
  assert.equal(summary.malformed[0]?.at, 2);
});

test("a line that only ends with the remark is malformed and does not spoil the line behind it", () => {
  const remark = "conntrack v1.4.7 (conntrack-tools): 2 flow entries have been shown.";
  for (const end of ["\n", ""]) {
    const { summary } = readText(`${goodLine}\nresult: ${remark}\n${goodLine}${end}`);
    const { lines, entries, ignored } = summary;
    assert.deepEqual({ lines, entries, ignored }, { lines: 3, entries: 2, ignored: 0 });
    assert.deepEqual(summary.malformed, [{ at: 2, because: "a remark of the tool stands inside it", excerpt: "result: " }]);
  }
});

test("offloaded entries have no timeout and no state", () => {
  const { rows, summary } = readText(fixture("list-offload.txt"));
  assert.equal(summary.entries, 5);
  const { seenReply, assured, offload, hardwareOffload } = flowStatusBit;
  assert.deepEqual(
    rows.map(({ status, timeoutSeconds, state }) => [status, timeoutSeconds, state]),
    [
      [seenReply | offload, 0xffffffff, 255],
      [seenReply | offload, 0xffffffff, 255],
      [seenReply | offload, 0xffffffff, 255],
      [seenReply | offload | hardwareOffload, 0xffffffff, 255],
      [seenReply | assured, 427591, 3],
    ],
  );
});

for (const { line, problem } of malformedLines) {
  test(`the malformed line ${JSON.stringify(line)} costs itself only`, () => {
    const { rows, summary } = readText(`${goodLine}\n${line}\n${goodLine}\n`);
    assert.equal(rows.length, 2);
    assert.deepEqual(rows[1], rows[0]);
    assert.deepEqual(summary.malformed, [{ at: 2, because: describeLineProblem(problem), excerpt: line.slice(0, 120) }]);
  });
}

test("lines around a table are counted as ignored", () => {
  const { summary } = readText(`${ignoredLines.join("\n")}\n${goodLine}\n`);
  const { lines, entries, ignored, malformedCount } = summary;
  assert.deepEqual(
    { lines, entries, ignored, malformedCount },
    { lines: ignoredLines.length + 1, entries: 1, ignored: ignoredLines.length, malformedCount: 0 },
  );
});

test("an empty input is an empty table", () => {
  assert.deepEqual(readText("").summary, {
    format: "none recognised",
    lines: 0,
    entries: 0,
    ignored: 0,
    malformedCount: 0,
    malformed: [],
    unknownTokens: 0,
  });
});

test("a last line without newline is an entry when it is whole", () => {
  assert.equal(readText(`${goodLine}\n${goodLine}`).summary.entries, 2);
  assert.equal(readText(`    [NEW] ${goodLine.replace(" use=1", "")}`).summary.entries, 1);
});

test("a last line that is cut anywhere before its last field is malformed, and says that the text ends in it", () => {
  for (let length = 1; length < goodLine.length; length++) {
    const { summary } = readText(`${goodLine}\n${goodLine.slice(0, length)}`);
    assert.equal(summary.entries, 1, `cut at ${length}`);
    assert.match(summary.malformed[0]?.because ?? "", /^the text ends inside this line/);
    assert.equal(summary.lines, 2);
  }
});

test("CRLF endings make no difference", () => {
  const text = fixture("list.txt");
  assert.deepEqual(readText(text.replaceAll("\n", "\r\n")), readText(text));
});

test("NUL bytes make the lines malformed that have them, with the bytes shown escaped", () => {
  const { summary } = readText(`${goodLine}\n\0\0\0${goodLine}\n${goodLine.replace("dport=2", "dport=\0")}\n${goodLine}\n`);
  assert.equal(summary.entries, 2);
  assert.deepEqual(
    summary.malformed.map(({ at, excerpt }) => [at, excerpt.slice(0, 20)]),
    [
      [2, "\\x00\\x00\\x00tcp     "],
      [3, "tcp      6 100 ESTAB"],
    ],
  );
});

test("binary rubbish between entries is counted and no entry is lost", () => {
  const rubbish = latin1Rubbish(20_000);
  const { summary } = readText(`${goodLine}\n${rubbish}\n${goodLine}\n`);
  assert.equal(summary.entries, 2);
  assert.equal(summary.lines, summary.entries + summary.ignored + summary.malformedCount);
  assert.ok(summary.malformedCount > 20);
  assert.equal(summary.malformed.length, 20);
  assert.ok(summary.malformed.every(({ excerpt }) => excerpt.length <= 120 && /^[\x20-\x7e]*$/.test(excerpt)));
});

test("a line of 10 MB is one malformed line in bounded memory, whole or in pieces", () => {
  const long = bytesOf(`${goodLine}\n${"x".repeat(10_000_000)}\n${goodLine}\n`);
  const expected = { at: 2, because: "line longer than 65536 bytes", excerpt: "x".repeat(120) };
  for (const sizes of [[long.length], [65_536], [1000, 1_000_000]]) {
    const { summary } = readText(long, sizes);
    assert.deepEqual(
      { entries: summary.entries, lines: summary.lines, malformed: summary.malformed },
      { entries: 2, lines: 3, malformed: [expected] },
    );
  }
});

test("a line of 10 MB at the very end, without newline, is one malformed line", () => {
  const { summary } = readText(bytesOf(`${goodLine}\n${"x".repeat(10_000_000)}`), [65_536]);
  assert.deepEqual(
    { lines: summary.lines, entries: summary.entries, malformedCount: summary.malformedCount },
    { lines: 2, entries: 1, malformedCount: 1 },
  );
});

test("an entry with a token so long that the line is over the limit is malformed", () => {
  const text = `${goodLine} secctx=${"a".repeat(300)}\n`;
  assert.equal(readText(text, undefined, { maxLineBytes: 200 }).summary.malformed[0]?.because, "line longer than 200 bytes");
  assert.equal(readText(text, [7], { maxLineBytes: 200 }).summary.malformed[0]?.because, "line longer than 200 bytes");
  assert.equal(readText(text).summary.entries, 1);
});

test("the same text reads the same in every pair of pieces and in pieces of every small size", () => {
  const text = [
    "*** Output of conntrack -L ***",
    goodLine,
    fixture("proc-nf-conntrack.txt").split("\n").slice(0, 2).join("\r\n"),
    "rubbish \x00\xff",
    `tcp      6 100conntrack v1.4.7 (conntrack-tools): 9 flow entries have been shown.`,
    goodLine.slice(14),
    "",
    "ipv6     10 icmpv6   58 29 src=fd00::1 dst=fd00::2 type=128 code=0 id=5 src=fd00::2 dst=fd00::1 type=129 code=0 id=5 [ODD] mark=0 use=1",
    goodLine,
  ].join("\n");
  const whole = readText(text);
  assert.equal(whole.summary.entries, 6);
  for (let at = 1; at < text.length; at++) assert.deepEqual(readText(text, [at, text.length]), whole, `split at ${at}`);
  for (let size = 1; size < 200; size++) assert.deepEqual(readText(text, [size]), whole, `pieces of ${size}`);
});

test("batches are handed on full, and the last one with what is left", () => {
  const { rows, batchLengths } = readText(`${goodLine}\n`.repeat(10), [33], { batchCapacity: 4 });
  assert.deepEqual(batchLengths, [4, 4, 2]);
  assert.ok(rows.every((row) => row.mark === 0 && row.ports.join() === "1,2,2,1"));
});

test("columns of an entry hold nothing of the row that was there before", () => {
  const full =
    "sctp     132 9 ESTABLISHED src=fd00::1 dst=fd00::2 sport=5 dport=6 src=fd00::2 dst=fd00::1 sport=6 dport=5 [ASSURED] mark=7 zone=8 use=1 id=9";
  const bare = "unknown  89 src=10.0.0.1 dst=10.0.0.2 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 use=1";
  const { rows } = readText(`${full}\n${bare}\n`, undefined, { batchCapacity: 1 });
  assert.deepEqual(rows[1], {
    family: 4,
    protocol: 89,
    status: 0,
    timeoutSeconds: 0xffffffff,
    state: 255,
    zone: 0,
    mark: 0,
    id: 0,
    addresses: ["10.0.0.1", "10.0.0.2", "10.0.0.2", "10.0.0.1"],
    ports: [0, 0, 0, 0],
  });
});

test("a chunk that is a part of a larger buffer, and is used again after the push, reads right", () => {
  const pool = new Uint8Array(4096);
  let entries = 0;
  const reader = createTextTableReader({
    onBatch: (batch) => {
      entries += batch.length;
    },
  });
  for (const piece of [`${goodLine}\n${goodLine.slice(0, 50)}`, `${goodLine.slice(50)}\n`]) {
    const bytes = bytesOf(piece);
    pool.fill(0x41);
    pool.set(bytes, 100);
    reader.push(pool.subarray(100, 100 + bytes.length));
  }
  assert.equal(reader.finish().malformedCount, 0);
  assert.equal(entries, 2);
});

/** Bytes that no seed changes, with newlines among them and never an entry. */
function latin1Rubbish(length: number): string {
  let state = 12345;
  let text = "";
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const byte = state >>> 24;
    text += String.fromCharCode(byte === 60 ? 61 : byte);
  }
  return text;
}
