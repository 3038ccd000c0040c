import assert from "node:assert/strict";
import { test } from "node:test";
import type { Plan } from "../model/verdict.ts";
import { briefPlan } from "./brief-plan.ts";

const plan: Plan = {
  ...{
    id: "reuse-connections",
    title: "Use connections again",
    when: "long-term",
    rating: "YELLOW",
    because: "It helps.",
    owner: "developers",
  },
  commands: ["kubectl get pods", "# Go", "client := &http.Client{}"],
  verify: ["drop must stop rising"],
  undo: ["kubectl rollout undo"],
};

test("commands of the shell stay, and examples in the languages of clients are named", () => {
  const { commands, verify, undo } = briefPlan(plan);
  assert.deepEqual(commands, ["kubectl get pods", "# Examples for Go, Java, Node.js and Python: ask with a larger max_bytes"]);
  assert.deepEqual([verify, undo], [plan.verify, plan.undo]);
});

for (const [caution, brief] of [
  ["It restarts pods.", "It restarts pods."],
  [`It restarts pods. ${"And more is to be known of it ".repeat(8)}.`, "It restarts pods. …"],
  ["On v1.31.2 it is 0.5 s. Then it ends.", "On v1.31.2 it is 0.5 s. Then it ends."],
  ["no full stop", "no full stop"],
] as const) {
  test(`of the caution "${caution.slice(0, 40)}" whole sentences are left`, () =>
    assert.equal(briefPlan({ ...plan, caution }).caution, brief));
}
