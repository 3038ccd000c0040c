import assert from "node:assert/strict";
import { test } from "node:test";
import { ToolFailure } from "../../platform/tool-failure.ts";
import type { FleetNode } from "../fleet/fleet.ts";
import { atOnce } from "./at-once.ts";
import { diagnoseNodes } from "./diagnose-nodes.ts";

const never = new AbortController().signal;
const diagnosis = {} as Awaited<ReturnType<FleetNode["diagnose"]>>;

/** Nodes that are asked for their diagnosis and nothing else. */
function nodesThat(diagnose: (name: string) => Promise<typeof diagnosis>, count = 5): readonly FleetNode[] {
  return Array.from({ length: count }, (_, number) => {
    const name = `node-${number}`;
    return { facts: { name }, isLive: true, diagnose: () => diagnose(name) } as Partial<FleetNode> as FleetNode;
  });
}

function clockOf(step: () => number) {
  return { nowMs: () => 0, monotonicMs: step };
}

const options = { kind: "agents", signal: never, onProgress: () => {}, clock: clockOf(() => 0) } as const;

test("who does not answer is named with the reason and holds up nobody", async () => {
  const nodes = nodesThat(async (name) => {
    if (name === "node-2") throw new ToolFailure("node-unanswered", "no connection");
    return diagnosis;
  });
  const { asked, unanswered } = await diagnoseNodes(nodes, options);
  assert.deepEqual(
    asked.map(({ facts }) => facts.name),
    ["node-0", "node-1", "node-3", "node-4"],
  );
  assert.deepEqual(unanswered, [{ name: "node-2", code: "node-unanswered", because: "no connection" }]);
});

test("a bug is thrown and not taken for a silent node", async () => {
  await assert.rejects(
    diagnoseNodes(
      nodesThat(async () => {
        throw new TypeError("a bug");
      }),
      options,
    ),
    TypeError,
  );
});

test("nodes whose turn does not come in time are said to be that, and those that were asked make an answer", async () => {
  let nowMs = 0;
  const nodes = nodesThat(async () => {
    nowMs += 1000;
    return diagnosis;
  });
  const { asked, unanswered } = await diagnoseNodes(nodes, { ...options, kind: "machine", clock: clockOf(() => nowMs), withinMs: 2000 });
  assert.deepEqual(
    [asked.length, unanswered.map(({ name, code }) => [name, code])],
    [2, ["node-2", "node-3", "node-4"].map((name) => [name, "timed-out"])],
  );
});

test("so many are worked on at one time and no more, and outcomes keep their order", async () => {
  let under = 0;
  let most = 0;
  const outcomes = await atOnce([5, 3, 1, 4, 2], { most: 2, signal: never }, async (turns) => {
    most = Math.max(most, ++under);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    under--;
    return turns * 10;
  });
  assert.deepEqual([outcomes, most], [[50, 30, 10, 40, 20], 2]);
});

test("what one throws ends the others and begins no more", async () => {
  const begun: number[] = [];
  const ended: string[] = [];
  const work = async (number: number, signal: AbortSignal) => {
    begun.push(number);
    if (number === 1) throw new Error("first");
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    ended.push(`cut ${number}`);
  };
  await assert.rejects(atOnce([0, 1, 2, 3], { most: 2, signal: never }, work), /first/);
  assert.deepEqual([begun, ended], [[0, 1], ["cut 0"]]);
});
