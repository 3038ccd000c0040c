import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { textWidth } from "./screen-text.ts";
import { lineText } from "./styled-line.ts";
import { busyNode, sampleCase } from "./table-sample.case.ts";
import { topKeys } from "./top-keys.ts";
import { topPage, topScreen } from "./top-screen.ts";
import { pressed, topCase, withSamples } from "./top-state.case.ts";
import type { TopState } from "./top-state.ts";

const screenOf = (state: TopState) => topScreen(state).map(lineText);
const samples = [0, 1, 2, 3].map((place) => sampleCase(place));

test("whatever is shown and whatever was pressed, it fits the terminal and nothing in it acts", () => {
  const anyKey = fc.constantFrom("down", "x", "é", ...topKeys.flatMap(({ keys }) => keys));
  const anyName = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("\x1b[2J\x1b[1;1Hroot", "日本語/サービス", "a".repeat(253)),
  );
  fc.assert(
    fc.property(
      fc.record({ columns: fc.integer({ min: 1, max: 140 }), rows: fc.integer({ min: 1, max: 40 }) }),
      fc.constantFrom("unicode", "ascii"),
      fc.array(fc.record({ workload: anyName, pod: anyName, destination: anyName, entries: fc.nat(5_000_000), growth: fc.nat(100_000) }), {
        maxLength: 30,
      }),
      fc.array(anyKey, { maxLength: 12 }),
      fc.array(anyName, { maxLength: 4 }),
      (size, characters, drawn, keys, remarks) => {
        const entries = [...busyNode, ...drawn.map((own) => ({ ...busyNode[0]!, ...own }))];
        const begun = withSamples(
          topCase({ size, characters }),
          [0, 1, 2].map((place) => sampleCase(place, { entries, remarks })),
        );
        const lines = screenOf(withSamples(pressed(begun, ...keys), [sampleCase(3, { entries, remarks })]));
        assert.ok(lines.length === size.rows || (lines.length === 1 && (size.columns < 10 || size.rows < 5)), `${lines.length} lines`);
        for (const line of lines) {
          assert.ok(textWidth(line) <= size.columns, `${textWidth(line)} cells of ${size.columns}: ${line}`);
          assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
          if (characters === "ascii") assert.match(line, /^[\x20-\x7e]*$/);
        }
      },
    ),
    { numRuns: 300 },
  );
});

for (const [columns, titles] of [
  [20, ["entries"]],
  [40, ["entries", "share"]],
  [60, ["entries", "share", "births/s", "TIME_WAIT"]],
  [80, ["entries", "share", "births/s", "TIME_WAIT", "unreplied", "idle", "trend"]],
  [132, ["entries", "share", "births/s", "TIME_WAIT", "unreplied", "idle", "trend", "peers", "as server"]],
] as const) {
  test(`on ${columns} columns there are ${titles.length} columns of figures and every row has a name`, () => {
    const lines = screenOf(withSamples(topCase({ size: { columns, rows: 24 } }), samples));
    const at = lines.findIndex((line) => line.startsWith("workload") && line.includes("▼entries"));
    assert.deepEqual(
      lines[at]
        ?.slice(8)
        .replace("▼", " ")
        .trim()
        .split(/\s{1,}(?!server)/),
      titles,
    );
    assert.match(lines[at + 1] ?? "", /^\S.* 48,532/);
  });
}

for (const size of [
  { columns: 9, rows: 24 },
  { columns: 80, rows: 4 },
]) {
  test(`${size.columns} × ${size.rows} is told to be too small`, () =>
    assert.deepEqual(screenOf(topCase({ size })), ["terminal too small".slice(0, size.columns)]));
}

for (const { what, state, says } of [
  { what: "before the first sample", state: topCase(), says: "Reading the table" },
  {
    what: "without the right to list it",
    state: withSamples(topCase(), [
      sampleCase(0, { traffic: "missing", remarks: ["table: ctnetlink dump: not permitted; CAP_NET_ADMIN gives it"] }),
    ]),
    says: "No table: ctnetlink dump: not permitted; CAP_NET_ADMIN gives it",
  },
  { what: "when no name has what is typed", state: pressed(withSamples(topCase(), samples), "/", "?"), says: "No name has this in it" },
]) {
  test(`${what} the place of the table says why it is empty`, () =>
    assert.ok(
      screenOf(state).some((line) => line.includes(says)),
      screenOf(state).join("\n"),
    ));
}

test("what cannot be told is not told as 0", () => {
  const [group, ...others] = sampleCase(0).traffic?.by.workload.groups ?? [];
  assert.ok(group !== undefined);
  const sample = sampleCase(0);
  const traffic = sample.traffic!;
  const unknown = { ...group, detailsUnknown: true as const, byTimeout: {}, unreplied: 0 };
  const by = { ...traffic.by, workload: { ...traffic.by.workload, groups: [unknown, ...others] } };
  const [row] = screenOf(withSamples(topCase(), [{ ...sample, traffic: { ...traffic, by } }])).filter((line) => line.includes("checkout"));
  assert.deepEqual(row?.trim().split(/ +/).slice(5, 7), ["-", "-"]);
});

test("a page for a script has every row and no keys", () => {
  const page = topPage(withSamples(topCase({ size: { columns: 132, rows: Number.POSITIVE_INFINITY } }), samples)).map(lineText);
  assert.equal(page.filter((line) => /\d%/.test(line)).length, 4);
  assert.ok(!page.some((line) => line.includes("q quit")));
});

test("where any row has a mark all names stand one below the other, and without marks none is indented", () => {
  const tableOf = (state: TopState) => {
    const lines = screenOf(state);
    const at = lines.findIndex((line) => line.startsWith("workload"));
    return lines.slice(at + 1, at + 5).map((line) => line.slice(0, 2));
  };
  assert.deepEqual(tableOf(withSamples(topCase(), samples)), ["◆ ", "· ", "◆ ", "  "]);
  const [, , , , , , node] = busyNode;
  const unmarked = withSamples(topCase(), [sampleCase(0, { entries: [node!] })]);
  assert.equal(tableOf(unmarked)[0], "no");
});

test("why there is no table is said once", () => {
  const remarks = ["table: not permitted", "names: gone"];
  const lines = screenOf(withSamples(topCase(), [sampleCase(0, { traffic: "missing", remarks })]));
  assert.equal(lines.filter((line) => line.includes("not permitted")).length, 1);
  assert.equal(lines.filter((line) => line.includes("names: gone")).length, 1);
});
