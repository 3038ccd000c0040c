import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import { after, suite, type TestContext, test } from "node:test";
import { callTool, contextOfBundles } from "../../src/mcp/arguments/bundle-context.case.ts";
import { diagnoseTool } from "../../src/mcp/tools/diagnose.ts";
import { findFlowTool } from "../../src/mcp/tools/find-flow.ts";
import { forecastTool } from "../../src/mcp/tools/forecast.ts";
import { planChangeTool } from "../../src/mcp/tools/plan-change.ts";
import { topTalkersTool } from "../../src/mcp/tools/top-talkers.ts";
import { openBundleShelf } from "../../src/operations/bundle-shelf/open-shelf.ts";
import { collectBundle } from "../../src/operations/collect-bundle.ts";
import { openMachineFleet } from "../../src/operations/fleet/open-machine-fleet.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { ToolFailure } from "../../src/platform/tool-failure.ts";
import { createLiveSources } from "../../src/sources/live-sources.ts";
import { folderFor } from "../cli/running-agents.ts";
import { reasonToSkip } from "../kernel/reason-to-skip.ts";

const { signal } = new AbortController();
const logger = { info: () => {}, warn: () => {}, error: () => {} };

async function openFleet(t: Pick<TestContext, "after">, proc = "/proc") {
  const folder = folderFor(t);
  const [directory, collectsInto] = [join(folder, "read"), join(folder, "collected")];
  for (const path of [directory, collectsInto]) mkdirSync(path);
  const shelf = openBundleShelf({ directory, collectsInto, clock: systemClock, logger });
  const fleet = openMachineFleet({ proc, sys: "/sys", shelf, clock: systemClock, version: "1.0.0" });
  t.after(async () => {
    await fleet.close();
    await shelf.close();
  });
  return { fleet, collectsInto, context: { ...(await contextOfBundles(directory, { shelf })), fleet } };
}

suite("this machine", { skip: reasonToSkip() }, () => {
  const opened: (() => unknown)[] = [];
  const t = { after: (close: () => unknown) => void opened.push(close) };
  const opening = openFleet(t);
  after(async () => {
    for (const close of opened.reverse()) await close();
  });

  test("is the one node, by its name, and needs no name to be diagnosed", async () => {
    const { fleet, context } = await opening;
    const { nodes, unanswered } = await fleet.list(signal);
    assert.deepEqual([nodes.map(({ facts, isLive }) => [facts.name, isLive]), unanswered], [[[hostname(), true]], []]);
    const [one, other] = await Promise.all([
      callTool(diagnoseTool, {}, context),
      callTool(diagnoseTool, { instanceId: hostname() }, context),
    ]);
    assert.deepEqual([one.origin, one.live, one.node], ["live", true, hostname()]);
    assert.ok((one.windowSeconds ?? 0) >= 2);
    // Both looked at once.
    assert.equal(one.takenAt, other.takenAt);
    await assert.rejects(fleet.find("another", signal), (error) => error instanceof ToolFailure && error.code === "unknown-node");
  });

  test("tells from one walk who has the entries, however many ask and by whatever", async () => {
    const { context } = await opening;
    const dimensions = ["workload", "namespace", "client", "endpoint", "destination", "port", "protocol", "state"];
    const answers = await Promise.all(dimensions.map((by) => callTool(topTalkersTool, { instanceId: hostname(), by }, context)));
    assert.equal(new Set(answers.map(({ takenAt }) => takenAt)).size, 1);
    assert.deepEqual(
      answers.map(({ by, live }) => [by, live]),
      dimensions.map((by) => [by, true]),
    );
    for (const { talkers = [], total = 0, isWholeTable } of answers) {
      assert.equal(isWholeTable, true);
      assert.ok(talkers.every(({ entries }) => entries <= total));
    }
  });

  test("says when the table is full by counts of some seconds, finds entries and plans, and changes nothing", async () => {
    const { context, collectsInto } = await opening;
    const [forecast, found, planned] = await Promise.all([
      callTool(forecastTool, { instanceId: hostname() }, context),
      callTool(findFlowTool, { instanceId: hostname(), query: "192.0.2.1:4242", protocol: "tcp" }, context),
      callTool(planChangeTool, { instanceId: hostname(), changes: { timeouts: { udp: 10 } } }, context),
    ]);
    assert.match(forecast.restsOn ?? "", /^\d+ counts within 5 s, between two walks/);
    assert.deepEqual([found.found, found.protocol, found.live], [0, "tcp", true]);
    assert.ok((found.notFound?.length ?? 0) > 0);
    assert.deepEqual(planned.scenario?.timeouts, { nf_conntrack_udp_timeout: 10 });
    assert.equal(planned.today?.max, planned.tomorrow?.max);
    assert.deepEqual(readdirSync(collectsInto), []);
  });

  test("is collected into a bundle that can be asked by its id, twice in a second as well", async () => {
    const { fleet, collectsInto } = await opening;
    const node = await fleet.find(hostname(), signal);
    const options = { directory: collectsInto, windowSeconds: 0, onProgress: () => {} };
    const first = await node.collect(options, signal);
    const second = await node.collect(options, signal);
    assert.notEqual(first.path, second.path);
    const id = readdirSync(collectsInto)[0] ?? "";
    assert.equal((await fleet.find(id, signal)).bundle?.id, `collected/${id}`);
  });

  test("a redacted bundle of it is asked like any other, and no answer calls an address as the node does", async (t) => {
    const { fleet, collectsInto, context } = await openFleet(t);
    const path = join(collectsInto, "redacted.tar.gz");
    const sources = createLiveSources();
    const summary = await collectBundle({
      ...{
        sources,
        signal,
        target: path,
        force: false,
        redact: true,
        podIps: [],
        windowSeconds: 1,
        hostRoot: folderFor(t),
        version: "1.0.0",
      },
    });
    await sources.conntrack.close();
    assert.equal(summary.redacted, true);
    // Its node is called otherwise, so that it is another one.
    const { remarks } = await fleet.list(signal);
    assert.deepEqual(remarks, []);
    const own = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === "IPv4")
      .map(({ address }) => address);
    const question = { instanceId: "redacted.tar.gz" };
    const answers = [
      await callTool(diagnoseTool, question, context),
      await callTool(topTalkersTool, { ...question, by: "client" }, context),
      await callTool(forecastTool, question, context),
      await callTool(planChangeTool, question, context),
      await callTool(findFlowTool, { ...question, query: "0.0.0.0/0" }, context),
    ];
    for (const answer of answers) {
      assert.deepEqual([answer.live, answer.bundle], [false, "collected/redacted.tar.gz"]);
      const text = JSON.stringify(answer);
      for (const address of own) assert.ok(!text.includes(`"${address}"`), `${address} is in ${text}`);
    }
    assert.match(JSON.stringify(answers[0]), /names and addresses were replaced/);
  });

  for (const [name, changes, words] of [
    ["a timeout that does not exist", { timeouts: { nonsense: 3 } }, /changes\.timeouts: There is no timeout nonsense/],
    ["a port without a protocol", { untrack: ["53"] }, /changes\.untrack: It has the form/],
    ["a workload that is not there", { remove: ["nowhere/nobody"] }, /there is no workload/],
  ] as const)
    test(`${name} is refused with what would be right`, async () => {
      const { context } = await opening;
      await assert.rejects(
        callTool(planChangeTool, { instanceId: hostname(), changes }, context),
        (error) => error instanceof ToolFailure && error.code === "bad-argument" && words.test(error.message),
      );
    });

  for (const [query, protocol] of [
    ["10.0.0.0/99", undefined],
    ["10.0.0.1:99999", undefined],
    ["10.0.0.1:80", "icmp"],
    ["10.0.0.1", "nonsense"],
  ] as const)
    test(`find_flow refuses ${query} with ${protocol ?? "any protocol"}`, async () => {
      const { context } = await opening;
      const question = { instanceId: hostname(), query, ...(protocol === undefined ? {} : { protocol }) };
      await assert.rejects(
        callTool(findFlowTool, question, context),
        (error) => error instanceof ToolFailure && error.code === "bad-argument",
      );
    });

  test("a question that is taken back ends at once, and the next one is answered", async () => {
    const { fleet } = await opening;
    const node = await fleet.find(hostname(), signal);
    const taken = new AbortController();
    const asked = node.table.forecast(taken.signal);
    taken.abort(new Error("taken back"));
    await assert.rejects(asked, /taken back/);
    assert.equal((await node.table.top({ by: "state", limit: 5 }, signal)).status, "answered");
  });
});

test("a kernel that tracks no connections is no table to ask, and the answer says so instead of zeros", async (t) => {
  const { context, fleet } = await openFleet(t, folderFor(t));
  const [node] = (await fleet.list(signal)).nodes;
  const question = { instanceId: node?.facts.name ?? "" };
  for (const answer of [
    await callTool(topTalkersTool, question, context),
    await callTool(forecastTool, question, context),
    await callTool(findFlowTool, { ...question, query: "10.0.0.1" }, context),
    await callTool(planChangeTool, question, context),
  ]) {
    assert.deepEqual([answer.live, answer.confidence, answer.notEvaluated?.length], [true, "none", 1]);
    assert.equal("total" in answer || "found" in answer || "today" in answer || "count" in answer, false);
  }
});
