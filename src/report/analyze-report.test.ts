import assert from "node:assert/strict";
import { test } from "node:test";
import { type FlowRow, flowBatchOf } from "../flows/flow-row.case.ts";
import { TableAggregate } from "../flows/table-aggregate.ts";
import { kernelDefaultTimeouts } from "../model/conntrack-timeouts.ts";
import { flowStatusBit } from "../model/flow-status.ts";
import type { TableComposition, TopList } from "../model/table-composition.ts";
import { analyzeDimensions, analyzeReport, analyzeResult } from "./analyze-report.ts";
import { renderText } from "./render-text.ts";

const heading = { source: "conntrack.txt", takenAt: "2026-01-15T12:00:00.000Z", remarks: [] };

function tableOf(rows: readonly FlowRow[], maxExactKeys?: number): TableComposition {
  const exactKeys = maxExactKeys === undefined ? {} : { maxExactKeys };
  const aggregate = new TableAggregate({ timeouts: kernelDefaultTimeouts, timeoutsFrom: "sysctl", ...exactKeys });
  aggregate.add(flowBatchOf(rows));
  return aggregate.compose({ malformedCount: 0, malformedExamples: [] });
}

const empty = tableOf([]);
const two = tableOf([
  { from: "10.0.0.1", to: "10.0.0.2" },
  { from: "10.0.0.3", to: "10.0.0.2", ports: [40_000, 53], protocol: 17 },
]);

/** The texts of all that stands above the dimensions. */
function remarksOf(table: TableComposition): readonly string[] {
  return analyzeReport(heading, table, []).flatMap((block) => {
    if (block.kind === "list") return block.items;
    return block.kind === "paragraph" ? [block.text] : [];
  });
}

test("only the dimensions that were asked for are shown, in the order they were asked for", () => {
  const headings = analyzeReport(heading, two, ["port", "protocol"]).flatMap((block) => (block.kind === "heading" ? [block.text] : []));
  assert.deepEqual(headings, ["Destination ports (2 in all)", "Protocol"]);
});

test("a dimension that nothing is in is left out", () => {
  assert.deepEqual(
    analyzeReport(heading, tableOf([{ from: "10.0.0.1", to: "10.0.0.2", protocol: 17 }]), ["state", "idle-age"]).map(({ kind }) => kind),
    ["title"],
  );
});

test("shares of flags are of the entries, although one entry has several flags", () => {
  const offloaded = flowStatusBit.seenReply | flowStatusBit.offload;
  const rows = [1, 2, 3, 4].map((number) => ({ from: `10.0.0.${number}`, to: "10.0.1.1", status: number === 4 ? 0 : offloaded }));
  const text = renderText(analyzeReport(heading, tableOf(rows), ["flag"]));
  assert.match(text, /replied +3 +75\.0 %/);
  assert.match(text, /offload +3 +75\.0 %/);
  assert.match(text, /unreplied +1 +25\.0 %/);
});

test("an empty table is said to be empty", () => {
  const text = renderText(analyzeReport(heading, empty, analyzeDimensions));
  assert.equal(text, "0 entries · conntrack.txt · 2026-01-15T12:00:00.000Z\n\nThe table is empty.\n");
});

for (const [what, table, remarks] of [
  [
    "a walk that was stopped",
    { ...two, capped: { by: "entries", because: "stopped after 2 entries, where 2 were allowed" } },
    ["Not the whole table: stopped after 2 entries, where 2 were allowed."],
  ],
  ["what a filter left out", { ...two, filteredOut: 1200 }, ["1,200 entries did not pass the filter."]],
  ["an entry that came twice", { ...two, duplicates: 1 }, ["1 entry came a second time and was not counted again."]],
  [
    "what could not be understood, with its place",
    { ...two, malformed: 7, malformedExamples: [{ at: 12, because: "dst= is not an address", excerpt: "tcp \x1b[31m" }] },
    ["7 entries could not be understood and are not counted:", "  12: dst= is not an address: tcp \\x1b[31m"],
  ],
  ["how ages were found", { ...two, timeouts: { from: "inferred", note: "taken as 86400 s" } }, ["taken as 86400 s."]],
] as const) {
  test(`${what} is said before the figures`, () => assert.deepEqual(remarksOf(table), remarks));
}

test("a list beyond the exact counters is printed with its error bound", () => {
  const list: TopList = { exact: false, errorBound: 27, distinct: 262_145, items: [{ key: "10.0.0.1", entries: 29, share: 0.1 }] };
  const [title, head] = analyzeReport(heading, { ...two, top: { ...two.top, sources: list } }, ["source"]);
  assert.equal(title?.kind, "title");
  assert.deepEqual(head, {
    kind: "heading",
    text: "Sources: who opened the connections (over 262,144 in all; a figure may be too high by 27)",
  });
});

test("a table with more clients than exact counters says so by itself", () => {
  const rows = Array.from({ length: 80_000 }, (_, index) => ({
    from: `10.1.${(index >> 8) & 255}.${index & 255}`,
    to: "10.0.0.2",
    zone: index >> 16,
  }));
  const { sources, destinations } = tableOf(rows, 60_000).top;
  assert.deepEqual([sources.exact, sources.errorBound > 0, destinations.exact, destinations.errorBound], [false, true, true, 0]);
});

test("names that would act on a terminal are shown instead, in text and as data", () => {
  const hostile = "\x1b]0;owned\x07\u202e";
  const table = {
    ...two,
    byProtocol: { [hostile]: 2 },
    malformed: 1,
    malformedExamples: [{ at: 1, because: "rubbish", excerpt: hostile }],
    top: { ...two.top, sources: { ...two.top.sources, items: [{ key: hostile, entries: 2, share: 1 }] } },
  };
  const hostileHeading = { ...heading, source: hostile, remarks: [hostile] };
  const text = renderText(analyzeReport(hostileHeading, table, analyzeDimensions));
  assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
  const { source, remarks, malformedExamples } = analyzeResult(hostileHeading, table);
  assert.doesNotMatch([source, ...remarks, ...malformedExamples.map(({ excerpt }) => excerpt)].join(""), /[\p{Cc}\p{Cf}]/u);
});

test("as data a whole table has capped null and a cut one its reason", () => {
  assert.equal(analyzeResult(heading, two).capped, null);
  const capped = { by: "time", because: "stopped after 30000 ms" } as const;
  assert.deepEqual(analyzeResult(heading, { ...two, capped }).capped, capped);
});
