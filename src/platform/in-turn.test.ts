import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { InTurn } from "./in-turn.ts";

test("works run one at a time and in order, and one that fails holds up no other", async () => {
  const works = new InTurn();
  const seen: string[] = [];
  const work = (name: string) => async () => {
    seen.push(`${name} begins`);
    await turn();
    seen.push(`${name} ends`);
    if (name === "second") throw new Error(name);
    return name;
  };
  const results = ["first", "second", "third"].map((name) => works.run(work(name)));
  await works.settled();
  assert.deepEqual(
    seen,
    ["first", "second", "third"].flatMap((name) => [`${name} begins`, `${name} ends`]),
  );
  const outcomes = await Promise.allSettled(results);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["fulfilled", "rejected", "fulfilled"],
  );
});
