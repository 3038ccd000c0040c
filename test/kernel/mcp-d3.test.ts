import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@modelcontextprotocol/client";
import { diagnoseContract } from "../../src/contract/tools/diagnose.ts";
import { askTool, failureOf } from "../mcp/ask-tool.ts";
import { kernelCause } from "../mcp/judge-d3.ts";
import { assertUnharmed, startStdio } from "../mcp/stdio-server.ts";
import { walkD3 } from "../mcp/walk-d3.ts";
import { startAgent } from "./agent-in-namespace.ts";
import { fillTable, fullTableLimit } from "./full-table.ts";
import { openLaboratory } from "./laboratory.ts";

test("whoever walks the runbook for AI agents finds the full table of a live node while it is full, over the connection that he has", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const [node, neighbour] = [laboratory.addNamespace("node"), laboratory.addNamespace("neighbour")];
  const directory = mkdtempSync(join(tmpdir(), "ullage-mcp-d3-"));
  t.after(() => rmSync(directory, { recursive: true }));
  const [socket, ofNeighbour] = [join(directory, "a.sock"), join(directory, "b.sock")];
  node.track();
  neighbour.track();
  const begin = (name: string, agents: string) =>
    startStdio(t, ["--agents", agents, "--agents-deadline", "1", "--state", join(directory, name)], {
      wrapper: ["ip", "netns", "exec", node.name],
    });
  const [early] = await Promise.all([
    begin("early", `http://127.0.0.1:9856,unix:${ofNeighbour}`),
    startAgent(t, node, ["--node", "node-a", "--socket", socket]),
    startAgent(t, neighbour, ["--node", "node-b", "--socket", ofNeighbour]),
  ]);
  const walk = () => walkD3(early.client, { instanceId: "node-a", otherInstanceId: "node-b" });
  const { verdict, live } = await askTool(early.client, diagnoseContract, { instanceId: "node-a" });
  assert.equal(live, true);
  assert.notEqual(verdict?.limit, "kernel-table-full");

  await fillTable(node);
  await laboratory.withConntrackMax(fullTableLimit, async () => {
    await t.test("the kernel's limit is named, with count and limit, findings and lines, of this node alone", async () => {
      const { report, errors, chain, comparison, health, summary, run } = await walk();
      assert.deepEqual([report.root_cause, report.severity, run.nothingCollected], [kernelCause, "CRITICAL", undefined]);
      const [, count, max] = /count=(\d+) max=(\d+)/.exec(report.evidence.map(({ content }) => content).join("\n")) ?? [];
      assert.ok(Number(count) >= fullTableLimit && Number(max) === fullTableLimit, `${count} of ${max}`);
      const found = new Set(errors.findings.map(({ pattern }) => pattern));
      for (const pattern of ["usage", "table-full-log", "conntrack-table-full"]) assert.ok(found.has(pattern), [...found].join());
      assert.ok((chain.pivot?.finding_ids.length ?? 0) > 0);
      assert.equal(summary?.grounded, true);
      assert.match(report.mitigation.immediate, /sysctl -w net\.netfilter\.nf_conntrack_max=\d{6}/);
      assert.ok(comparison?.uniqueFindings["node-a"]?.some(({ pattern }) => pattern === "usage"));
      assert.deepEqual([health.healthSummary.answered, health.healthSummary.unanswered], [2, 0]);
    });

    await t.test("who begins only then gets no connection and is told so, and over the unix socket he is answered", async () => {
      const [late, local] = await Promise.all([begin("late", "http://127.0.0.1:9856"), begin("local", `unix:${socket}`)]);
      const [{ code, message }] = await Promise.all([
        failureOf(late.client, "collect", { instanceId: "http://127.0.0.1:9856" }),
        untilFound(local.client),
        untilFound(early.client),
      ]);
      assert.equal(code, "node-unanswered");
      assert.match(message, /no connection within 1 s/);
      for (const { log } of [late, local]) assertUnharmed(log());
    });
  });

  await t.test("when there is room again no limit is named, though the log still has the lines", async () => {
    const { report, tableFull, run } = await walk();
    assert.match(report.root_cause, /^neither: /);
    assert.equal(run.nothingCollected, undefined);
    assert.ok(tableFull.totalMatches > 0);
  });
  assertUnharmed(early.log());
});

/** An agent judges by its own last look, which is some seconds old. */
async function untilFound(client: Client): Promise<void> {
  for (let tries = 0; ; tries++) {
    const { verdict, live } = await askTool(client, diagnoseContract, { instanceId: "node-a" });
    assert.equal(live, true);
    if (verdict?.limit === "kernel-table-full") return;
    assert.ok(tries < 200, `${verdict?.limit}`);
    await sleep(100);
  }
}
