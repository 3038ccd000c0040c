import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "../../../test/until.ts";
import { batchCollectContract } from "../../contract/tools/batch-collect.ts";
import { batchStatusContract } from "../../contract/tools/batch-status.ts";
import { clusterHealthContract } from "../../contract/tools/cluster-health.ts";
import { collectContract } from "../../contract/tools/collect.ts";
import { statusContract } from "../../contract/tools/status.ts";
import type { Diagnosis } from "../../model/verdict.ts";
import { openBundleShelf } from "../../operations/bundle-shelf/open-shelf.ts";
import type { CollectedBundle, CollectOptions, Fleet, FleetNode } from "../../operations/fleet/fleet.ts";
import { openMachineFleet } from "../../operations/fleet/open-machine-fleet.ts";
import { systemClock } from "../../platform/clock.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { LoggedLines } from "../host/tool-host.case.ts";
import { answerOf, copyBundle, folderFor, type ManyNodes, openManyNodes } from "./many-bundles.case.ts";

/** A fleet whose nodes are asked now, and are otherwise those of the bundles in `known`. */
function liveFleet(bundles: Fleet, collect: FleetNode["collect"], nodes = 6): Fleet {
  const live = async (signal: AbortSignal): Promise<readonly FleetNode[]> => {
    const { nodes: known } = await bundles.list(signal);
    return known.slice(0, nodes).map(({ bundle: _, ...node }) => ({ ...node, isLive: true, collect }));
  };
  return {
    ...{ kind: "agents", description: "nodes of a test", close: async () => {} },
    list: async (signal) => ({ nodes: await live(signal), unanswered: [], remarks: [] }),
    async find(instanceId, signal) {
      const found = (await live(signal)).find(({ facts }) => facts.name === instanceId);
      if (found === undefined) throw new ToolFailure("unknown-node", instanceId);
      return found;
    },
  };
}

/** Writes a whole bundle beside those that are there when it may, and nothing but a draft until then. */
function collector(go: Promise<void>, begun: { count: number }): FleetNode["collect"] {
  return async ({ directory, onProgress }: CollectOptions, signal): Promise<CollectedBundle> => {
    const name = `collected-${++begun.count}`;
    const draft = join(directory, `.${name}.partial`);
    mkdirSync(draft);
    try {
      onProgress("walking the table");
      await Promise.race([go, new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }))]);
      signal.throwIfAborted();
      copyBundle("healthy-node", join(directory, name), name);
      return { path: join(directory, name), bytes: 1 };
    } finally {
      rmSync(draft, { recursive: true });
    }
  };
}

function openLive(t: TestContext) {
  const folder = folderFor();
  for (let number = 1; number <= 6; number++) copyBundle("healthy-node", join(folder, `node-${number}`), `node-${number}`);
  const go = Promise.withResolvers<void>();
  const begun = { count: 0 };
  const many = openManyNodes(folder, { asFleet: (bundles) => liveFleet(bundles, collector(go.promise, begun)) });
  t.after(async () => {
    await many.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const collected = () => readdirSync(folder).filter((name) => name.includes("collected"));
  return { ...many, folder, go, begun, collected };
}

async function interrupted(
  many: ManyNodes,
  contract: typeof collectContract | typeof batchCollectContract,
  input: object,
  when: () => boolean,
) {
  const leaving = new AbortController();
  const answering = answerOf(many.host, contract, input, leaving.signal);
  answering.catch(() => {});
  await until("the collections have begun", when);
  leaving.abort();
  await assert.rejects(answering, { code: "cancelled" });
  await until("the runs have ended", () => many.runs.list().every(({ state }) => state !== "running"));
  return many.runs.list().map(({ state }) => state);
}

test("a collection tells its progress, always more, and names the bundle that it made", async (t) => {
  const { host, go } = openLive(t);
  go.resolve();
  const { value, progress } = await answerOf(host, collectContract, { instanceId: "node-1" });
  assert.deepEqual([value.status, value.task.state, value.task.progress, value.bundle], ["Success", "completed", 100, "collected-1"]);
  assert.equal(value.nothingCollected, undefined);
  assert.ok(progress.some(({ message }) => message === "walking the table"));
  for (const [place, { done }] of progress.entries()) assert.ok(place === 0 || done > (progress[place - 1]?.done ?? 0), `step ${place}`);
});

test("a collection that takes longer than is waited for goes on, and status knows its end", async (t) => {
  const { host, go } = openLive(t);
  const { value } = await answerOf(host, collectContract, { instanceId: "node-1", waitSeconds: 0 });
  assert.deepEqual([value.status, value.task.state], ["InProgress", "running"]);
  assert.ok((value.suggestedPollIntervalSeconds ?? 0) > 0);
  go.resolve();
  const asked = { executionId: value.executionId };
  while ((await answerOf(host, statusContract, asked)).value.status === "InProgress")
    await new Promise((resolve) => setTimeout(resolve, 2));
  const { value: ended } = await answerOf(host, statusContract, asked);
  assert.deepEqual([ended.automation.status, ended.bundle], ["Success", "collected-1"]);
});

test("a collection that is taken back in the middle leaves nothing", async (t) => {
  const live = openLive(t);
  const states = await interrupted(live, collectContract, { instanceId: "node-1" }, () => live.collected().length === 1);
  assert.deepEqual([states, live.collected()], [["cancelled"], []]);
});

test("a batch that is taken back in the middle leaves nothing of any of its nodes", async (t) => {
  const live = openLive(t);
  const states = await interrupted(live, batchCollectContract, { strategy: "all" }, () => live.begun.count === 6);
  assert.deepEqual([states, live.collected()], [Array.from({ length: 6 }, () => "cancelled"), []]);
});

test("who leaves does not take back what another waits for", async (t) => {
  const live = openLive(t);
  const leaving = new AbortController();
  const first = answerOf(live.host, collectContract, { instanceId: "node-1" }, leaving.signal);
  first.catch(() => {});
  await until("the collection has begun", () => live.begun.count === 1);
  const second = answerOf(live.host, collectContract, { instanceId: "node-1" });
  await until("both wait", () => live.runs.waiting(live.runs.list()[0]?.id ?? "") === 2);
  leaving.abort();
  await assert.rejects(first, { code: "cancelled" });
  live.go.resolve();
  assert.equal((await second).value.status, "Success");
});

test("a batch that is under way says so, and then how each of its nodes ended", async (t) => {
  const live = openLive(t);
  const { value } = await answerOf(live.host, batchCollectContract, { waitSeconds: 0, maxTotalCollections: 2 });
  const asked = { batchId: value.batchId };
  const { value: under } = await answerOf(live.host, batchStatusContract, asked);
  assert.deepEqual([under.allComplete, under.summary.running], [false, 2]);
  await live.runs.cancel(value.executions[0]?.executionId ?? "");
  live.go.resolve();
  await Promise.all(value.executions.map(({ executionId }) => live.runs.wait(executionId, { signal: new AbortController().signal })));
  const { value: ended } = await answerOf(live.host, batchStatusContract, asked);
  assert.deepEqual([ended.allComplete, ended.summary], [true, { total: 2, running: 0, completed: 1, failed: 0, cancelled: 1 }]);
});

test("of a thousand nodes the answer stays small, silent ones are named, and a call that is taken back asks no more of them", async (t) => {
  const folder = folderFor();
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  copyBundle("full-churn-of-a-deployment", join(folder, "full"), "full");
  copyBundle("healthy-node", join(folder, "well"), "well");
  let asked = 0;
  const many = openManyNodes(folder, {
    asFleet: (bundles) => ({
      ...bundles,
      kind: "agents",
      async list(signal) {
        const [full, well] = await Promise.all(["full", "well"].map((name) => bundles.find(name, signal)));
        const diagnosisOf = async (number: number, cut: AbortSignal): Promise<Diagnosis> => {
          asked++;
          cut.throwIfAborted();
          if (number % 250 === 9) throw new ToolFailure("node-unanswered", "no connection within 10 s");
          const diagnosis = await (number % 2 === 0 ? full : well)?.diagnose(cut);
          assert.ok(diagnosis);
          return { ...diagnosis, node: `node-${number}` };
        };
        const nodes = Array.from({ length: 1000 }, (_, number) => ({
          ...(full ?? assert.fail()),
          facts: { name: `node-${number}`, zone: `z-${number % 3}`, nodegroup: number % 2 === 0 ? "web" : "batch" },
          isLive: true,
          diagnose: (cut: AbortSignal) => diagnosisOf(number, cut),
        }));
        return { nodes: nodes.map(({ bundle: _, ...node }) => node), unanswered: [], remarks: [] };
      },
    }),
  });
  t.after(() => many.close());
  const { value, bytes, progress } = await answerOf(many.host, clusterHealthContract, { clusterName: "whatever" });
  assert.ok(bytes < 12_500, `${bytes} bytes`);
  assert.deepEqual(value.healthSummary.bySeverity, { critical: 500, warning: 0, notice: 0, ok: 496, unknown: 0 });
  assert.deepEqual([value.healthSummary.totalNodes, value.unanswered.length, progress.length], [1000, 4, 1000]);
  assert.equal(value.reading.kind, "cluster-wide");
  assert.deepEqual(value.reading.alikeIn, [{ what: "nodegroup", value: "web", inTrouble: 500, of: 500, elsewhere: 496 }]);
  assert.deepEqual([value.nodes.length, value.notListed?.nodes], [20, 976]);
  assert.equal(value.cluster, "whatever");
  assert.ok(value.gaps?.some((gap) => /Nobody tells which cluster/.test(gap)));

  asked = 0;
  const leaving = new AbortController();
  const outcome = many.host.call("cluster_health", {}, { signal: leaving.signal, onProgress: () => leaving.abort() });
  const failed = await outcome;
  assert.equal(failed.ok, false);
  assert.ok(asked <= 128, `${asked} were asked`);
});

test("this machine is collected into a bundle of the shelf, and taken back in the middle nothing of it is left", async (t) => {
  const folder = folderFor();
  const shelf = openBundleShelf({ directory: folder, collectsInto: folder, clock: systemClock, logger: new LoggedLines() });
  const machine = openMachineFleet({ proc: "/proc", sys: "/sys", shelf, clock: systemClock, version: "0.0.0" });
  const many = openManyNodes(folder, { asFleet: () => machine });
  t.after(async () => {
    await many.close();
    await machine.close();
    await shelf.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const { nodes } = await machine.list(new AbortController().signal);
  const instanceId = nodes[0]?.facts.name ?? assert.fail();
  const { value } = await answerOf(many.host, collectContract, { instanceId });
  assert.equal(value.status, "Success", value.failureReason);
  assert.ok(existsSync(join(folder, value.bundle ?? assert.fail())));
  const there = readdirSync(folder);
  const states = await interrupted(many, collectContract, { instanceId }, () => readdirSync(folder).length > there.length);
  assert.deepEqual([states[0], readdirSync(folder)], ["cancelled", there]);
});
