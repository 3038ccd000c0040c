import assert from "node:assert/strict";
import { test } from "node:test";
import { EndedObjects } from "./ended-objects.ts";
import { endedPod } from "./ended-pod.ts";

test("what ended is kept for its time and not longer", () => {
  const ended = new EndedObjects<string>({ keepMs: 1000, maximum: 10 });
  ended.add("a", 0);
  ended.add("b", 500);
  assert.equal(ended.dropOld(1000), false);
  assert.equal(ended.dropOld(1001), true);
  assert.deepEqual(ended.values(), ["b"]);
});

test("more than the bound are never kept, and the newest stay", () => {
  const ended = new EndedObjects<number>({ keepMs: 1000, maximum: 10 });
  for (let index = 0; index < 1000; index++) {
    ended.add(index, 0);
    assert.ok(ended.values().length <= 10);
    assert.equal(ended.values().at(-1), index);
  }
});

const pod = { namespace: "shop", name: "a", uid: "1", addresses: ["10.0.0.1", "fd00::1"], isOnHostNetwork: false, phase: "Running" };

for (const [what, after, lost] of [
  ["is deleted", undefined, ["10.0.0.1", "fd00::1"]],
  ["becomes another by its name", { ...pod, uid: "2" }, ["10.0.0.1", "fd00::1"]],
  ["gets another address", { ...pod, addresses: ["10.0.0.2", "fd00::1"] }, ["10.0.0.1"]],
] as const)
  test(`a pod that ${what} ended at its addresses, at the latest then`, () => {
    assert.deepEqual(endedPod(pod, after, 7000), { ...pod, addresses: lost, phase: "Succeeded", finishedAtMs: 7000 });
    assert.equal(endedPod({ ...pod, phase: "Failed", finishedAtMs: 5000 }, after, 7000)?.finishedAtMs, 5000);
  });

test("a pod that keeps its addresses, one that is made, and one on the host network end at none", () => {
  assert.equal(endedPod(pod, { ...pod, phase: "Pending" }, 1), undefined);
  assert.equal(endedPod(undefined, pod, 1), undefined);
  assert.equal(endedPod({ ...pod, isOnHostNetwork: true }, undefined, 1), undefined);
});
