import assert from "node:assert/strict";
import { test } from "node:test";
import { checks } from "../checks/index.ts";
import { limitIds } from "../model/verdict.ts";
import { knownRelations } from "./known-relations.ts";
import { nextOfFinding } from "./next-of-finding.ts";
import { logPatterns } from "./patterns/index.ts";
import { categoryOfSource, refutedByRoom } from "./triage-categories.ts";

const known = new Set([...checks, ...logPatterns].map(({ id }) => id));

test("every cause and consequence is a check or a log pattern", () => {
  const unknown = knownRelations.flatMap(({ causes, consequences }) => [...causes, ...consequences].filter((source) => !known.has(source)));
  assert.deepEqual(unknown, []);
});

test("whatever has a category of its own, or is refuted by room in the table, is a check or a log pattern", () => {
  assert.deepEqual(
    [...Object.keys(categoryOfSource), ...refutedByRoom].filter((source) => !known.has(source)),
    [],
  );
});

for (const limit of limitIds) {
  test(`beside the verdict ${limit} nothing leads to itself, and every pair has one reason`, () => {
    const holding = knownRelations.filter(({ beside = [limit] }) => beside.includes(limit));
    const pairs = holding.flatMap(({ causes, consequences }) =>
      causes.flatMap((cause) => consequences.map((consequence) => `${cause} > ${consequence}`)),
    );
    assert.deepEqual(
      holding.flatMap(({ causes, consequences }) => causes.filter((cause) => consequences.includes(cause))),
      [],
    );
    assert.equal(new Set(pairs).size, pairs.length, String(pairs.filter((pair, at) => pairs.indexOf(pair) !== at)));
  });
}

test("no chain of known relations comes back to where it began", () => {
  const next = Map.groupBy(
    knownRelations.flatMap(({ causes, consequences }) =>
      causes.flatMap((cause) => consequences.map((consequence) => ({ cause, consequence }))),
    ),
    ({ cause }) => cause,
  );
  const reach = (from: string, seen: Set<string>): Set<string> => {
    for (const { consequence } of next.get(from) ?? []) {
      if (consequence === from || seen.has(consequence)) continue;
      seen.add(consequence);
      reach(consequence, seen);
    }
    return seen;
  };
  assert.deepEqual(
    [...next.keys()].filter((source) => [...reach(source, new Set())].includes(source)),
    [],
  );
});

test("every check and every pattern has a next step", () => {
  const without = [
    ...checks.map(({ id }) => ({ from: "check" as const, source: id })),
    ...logPatterns.map(({ id }) => ({ from: "log" as const, source: id })),
  ].filter((finding) => (nextOfFinding(finding) ?? "") === "");
  assert.deepEqual(without, []);
});
