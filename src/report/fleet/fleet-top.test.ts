import assert from "node:assert/strict";
import { test } from "node:test";
import { renderText } from "../render-text.ts";
import { lineText } from "../top/styled-line.ts";
import { frameOf, silent, topOf } from "./fleet.case.ts";
import { fleetScreen } from "./fleet-screen.ts";
import { type FleetSort, fleetTopReport, fleetTopResult } from "./fleet-top.ts";

const three = [
  frameOf("a", 100, { checkout: 60, search: 10, mail: 1 }),
  frameOf("b", 900, { checkout: 800, mail: 30 }),
  frameOf("c", 500, { search: 400 }),
];

test("nodes come fullest first, and one without a limit last", () => {
  const unlimited = { ...frameOf("z", 5000), max: 0 };
  const { nodes } = fleetTopResult(topOf([unlimited, ...three]));
  assert.deepEqual(
    nodes.map(({ node, ratio }) => [node, ratio]),
    [
      ["b", 0.9],
      ["c", 0.5],
      ["a", 0.1],
      ["z", null],
    ],
  );
});

test("a group is summed over the nodes, with the node that has most of it", () => {
  const { groups } = fleetTopResult(topOf(three));
  assert.deepEqual(groups[0], { key: "checkout", entries: 860, birthsPerSecond: 8.6, nodes: 2, mostOn: { node: "b", entries: 800 } });
});

for (const [sort, expected] of [
  ["entries", ["checkout", "search"]],
  ["births", ["checkout", "search"]],
  ["name", ["checkout", "mail"]],
] as const satisfies readonly (readonly [FleetSort, readonly string[]])[]) {
  test(`groups by ${sort} are cut after they were sorted`, () => {
    const { groups } = fleetTopResult(topOf(three, [], { sort, limit: 2 }));
    assert.deepEqual(
      groups.map(({ key }) => key),
      expected,
    );
  });
}

test("a node whose table could not be walked has its count, and no births are made up for it", () => {
  const { nodes, groups } = fleetTopResult(topOf([{ ...frameOf("a", 7), traffic: null }]));
  assert.deepEqual([nodes[0]?.count, nodes[0]?.birthsPerSecond, groups], [7, null, []]);
});

test("where nobody answered the report says who did not", () => {
  const text = renderText(fleetTopReport(topOf([], [silent("a")])));
  assert.match(text, /^0 of 1 node answered\n\nDid not answer\n {2}- a: no connection within 10 s\n/);
});

test("names that mean harm do none", () => {
  const hostile = "\x1b[2J\u202ename";
  const fleet = topOf([frameOf(hostile, 5, { [hostile]: 5 })], [silent(hostile, hostile)]);
  const screen = fleetScreen(fleet, { columns: 200, rows: 50 }, "unicode", "q ends").map(lineText);
  for (const text of [renderText(fleetTopReport(fleet)), JSON.stringify(fleetTopResult(fleet)), ...screen]) {
    assert.deepEqual([text.includes("\x1b"), text.includes("\u202e")], [false, false]);
  }
});

for (const rows of [4, 10, 24, 60]) {
  for (const columns of [20, 80, 200]) {
    test(`on ${columns} by ${rows} the screen is filled, no line is wider, and who is silent is in sight`, () => {
      const frames = Array.from({ length: 200 }, (_, number) =>
        frameOf(`node-${number}`, number, Object.fromEntries(Array.from({ length: 30 }, (_unused, place) => [`workload-${place}`, place]))),
      );
      const screen = fleetScreen(topOf(frames, [silent("node-x")]), { columns, rows }, "ascii", "q ends").map(lineText);
      assert.equal(screen.length, rows);
      assert.ok(screen.every((line) => line.length <= columns && /^[\x20-\x7e]*$/.test(line)));
      assert.equal(screen.at(-1), "q ends");
      assert.match(screen.at(-2) ?? "", /^1 silent: no connect/);
      if (rows >= 24) {
        assert.ok(screen.some((line) => line.includes("node-199")));
        assert.ok(screen.some((line) => line.includes("workload-29")));
      }
    });
  }
}
