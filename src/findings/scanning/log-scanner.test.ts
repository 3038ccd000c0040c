import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { logPatterns } from "../patterns/index.ts";
import { type LogHit, LogScanner, type LogScannerOptions } from "./log-scanner.ts";

const collectedAtMs = Date.parse("2026-12-31T00:00:00Z");
const bootedAtMs = Date.parse("2026-12-30T00:00:00Z");

function scan(
  chunks: readonly string[],
  options: Partial<LogScannerOptions> = {},
): { readonly hits: readonly LogHit[]; readonly lines: number } {
  const hits: LogHit[] = [];
  const scanner = new LogScanner({ collectedAtMs, bootedAtMs, onHit: (hit) => hits.push(hit), ...options });
  for (const chunk of chunks) scanner.push(chunk);
  scanner.finish();
  return { hits, lines: scanner.lines };
}

function placesIn(chunks: readonly string[]): readonly string[] {
  return scan(chunks).hits.map(({ pattern, line }) => `${pattern.id}:${line}`);
}

const full = "[  120.000000] nf_conntrack: nf_conntrack: table full, dropping packet";
const refused = "Dec 30 12:00:00 node-1 app[1]: dial tcp 10.0.2.9:5432: connect: connection refused";

const texts: readonly (readonly [what: string, text: string, places: readonly string[], lines: number])[] = [
  ["is empty", "", [], 0],
  ["is one newline", "\n", [], 1],
  ["is one line", `${full}\n`, ["conntrack-table-full:1"], 1],
  ["has no last newline", `first\n${full}`, ["conntrack-table-full:2"], 2],
  ["has empty lines", `\n\n${full}\n\n${refused}\n`, ["conntrack-table-full:3", "connection-refused:5"], 5],
  ["has the line ends of DOS", `first\r\n${full}\r\n${refused}\r\n`, ["conntrack-table-full:2", "connection-refused:3"], 3],
  [
    "has a block of zeros before a line",
    `first\n${"\0".repeat(40_000)}${full}\n${refused}`,
    ["conntrack-table-full:2", "connection-refused:3"],
    3,
  ],
  ["has zeros within a line", `${refused.replace("app", "a\0p")}\n`, ["connection-refused:1"], 1],
  ["is of zeros", "\0".repeat(50_000), [], 1],
  ["says it twice in a line", `${refused} and ${refused}\n`, ["connection-refused:1"], 1],
  ["says two things in a line", `dial tcp 10.0.2.9:53: i/o timeout; ${refused}\n`, ["dial-timeout:1"], 1],
  ["has the words at the end of one line and the start of the next", "dial tcp 10.0.2.9:5432: i/o\n timeout\n", [], 2],
];

for (const [what, text, places, lines] of texts) {
  test(`lines are found in a text that ${what}`, () => {
    assert.deepEqual(placesIn([text]), places);
    assert.equal(scan([text]).lines, lines);
  });

  test(`lines are found in a text that ${what} and comes in pieces`, () => {
    for (const size of [1, 2, 3, 7, 64, 1000]) {
      if (text.length / size > 20_000) continue;
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
      assert.deepEqual(placesIn(pieces), places, `${size} characters a piece`);
      assert.equal(scan(pieces).lines, lines);
    }
  });
}

test("where a text is cut does not matter", () => {
  const words = logPatterns.flatMap(({ examples }) => [...examples.matches, ...examples.quiet]);
  const line = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 60 }), fc.constant(""));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.array(fc.nat({ max: 2000 }), { maxLength: 8 }), fc.boolean(), (lines, cuts, ends) => {
      const text = Buffer.from(lines.join("\n") + (ends ? "\n" : ""), "utf8").toString("latin1");
      const places = [0, ...cuts.filter((cut) => cut < text.length).sort((left, right) => left - right), text.length];
      const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
      assert.deepEqual(scan(pieces), scan([text]));
    }),
    { numRuns: 300 },
  );
});

test("a hit has its line, its subject, its text and its time", () => {
  const [hit] = scan([`x\n[  120.000000] nf_conntrack: table full in netns 4026532261, dropping packet\r\n`]).hits;
  assert.equal(hit?.pattern.id, "conntrack-table-full");
  assert.equal(hit?.subject, "4026532261");
  assert.equal(hit?.line, 2);
  assert.equal(hit?.text, "[  120.000000] nf_conntrack: table full in netns 4026532261, dropping packet");
  assert.equal(hit?.atMs, bootedAtMs + 120_000);
});

test("what a line does not say, its hit has not", () => {
  const [hit] = scan([full], { onHit: () => {} }).hits;
  assert.equal(hit, undefined);
  const hits: LogHit[] = [];
  const scanner = new LogScanner({ collectedAtMs, onHit: (found) => hits.push(found) });
  scanner.push(full);
  scanner.finish();
  assert.deepEqual(Object.keys(hits[0] ?? {}), ["pattern", "line", "text"]);
});

test("bytes become the text that they are in UTF-8", () => {
  const line = `${refused} café ✓`;
  assert.equal(scan([Buffer.from(line, "utf8").toString("latin1")]).hits[0]?.text, line);
  assert.match(scan([`${refused} \xff\xfe`]).hits[0]?.text ?? "", /\ufffd\ufffd$/);
});

test("of a line of 50 MB the head is judged, whether it comes whole or in pieces, and the next line is its own", () => {
  const piece = " dial tcp 10.0.2.9:5432: i/o timeout".repeat(30_000);
  const pieces = [`${refused} `, ...Array.from({ length: 50 }, () => piece), "\n", `${full}\n`];
  const expected = ["dial-timeout:1", "conntrack-table-full:2"];
  assert.deepEqual(placesIn(pieces), expected);
  assert.deepEqual(placesIn([pieces.join("")]), expected);
  const late = ["x".repeat(20_000), refused, "\n", full];
  assert.deepEqual(placesIn(late), ["conntrack-table-full:2"]);
  assert.deepEqual(placesIn([late.join("")]), ["conntrack-table-full:2"]);
  for (const { text } of scan(pieces).hits) assert.ok(text.length <= 4000);
});

test("a line that never ends takes no more memory than its head", () => {
  const scanner = new LogScanner({ collectedAtMs, onHit: () => assert.fail("nothing is there") });
  const piece = "x".repeat(1 << 20);
  for (let megabytes = 0; megabytes < 2000; megabytes++) scanner.push(piece);
  scanner.finish();
  assert.equal(scanner.lines, 1);
});

test("messages are found in the JSON that carries them", () => {
  const message = 'E1230 12:00:00.000000 1 x.go:1] "Failed to pull image" err="not found"\n';
  const journal = { MESSAGE: message, __REALTIME_TIMESTAMP: "1798632000000000", PRIORITY: "3", _HOSTNAME: "h".repeat(9000) };
  const docker = { log: message, stream: "stderr", time: "2026-12-30T12:00:00.5Z" };
  const found = scan([`${JSON.stringify(journal)}\n${JSON.stringify(docker)}\n`]).hits;
  assert.deepEqual(
    found.map(({ pattern, atMs }) => [pattern.id, atMs]),
    [
      ["image-pull-failed", Date.parse("2026-12-30T12:00:00Z")],
      ["image-pull-failed", Date.parse("2026-12-30T12:00:00.5Z")],
    ],
  );
});

test("a time that cannot be is no time, and the line is found all the same", () => {
  for (const time of ["2026-13-40T12:00:00Z", "9999-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "1970-01-01T00:00:09Z"]) {
    const [hit] = scan([`${time} stderr F dial tcp 10.0.2.9:5432: i/o timeout`]).hits;
    assert.equal(hit?.pattern.id, "dial-timeout", time);
    assert.equal(hit?.atMs, undefined, time);
  }
});

test("no bytes make the scanner fail, and every hit is of a line that is there", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constant(Buffer.from(`\n${full}\n`))), { maxLength: 20 }),
      (pieces) => {
        const { hits, lines } = scan(pieces.map((piece) => Buffer.from(piece).toString("latin1")));
        for (const { line } of hits) assert.ok(line >= 1 && line <= lines);
      },
    ),
    { numRuns: 300 },
  );
});

test("a scanner of other patterns knows those alone", () => {
  const [first] = logPatterns;
  assert.ok(first !== undefined);
  const { hits } = scan([`${refused}\n${full}\n`], { patterns: [first] });
  assert.equal(hits.length, first.id === "conntrack-table-full" ? 1 : 0);
});
