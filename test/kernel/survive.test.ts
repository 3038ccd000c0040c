import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { reasonToSkip, waitFor } from "../prometheus/server-process.ts";
import { type Prometheus, startPrometheus } from "../prometheus/start-prometheus.ts";
import { startAgent } from "./agent-in-namespace.ts";
import { fillTable, fullTableLimit } from "./full-table.ts";
import { growth } from "./kernel-counters.ts";
import { openLaboratory } from "./laboratory.ts";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";
import { SpawnedServer } from "./spawned-server.ts";

test("while the table is full Prometheus goes on scraping the agent, over the connection that it has or to a port that is exempted, and not node_exporter over another", async (t) => {
  const because = reasonToSkip("prometheus", "prometheus-node-exporter");
  if (because !== undefined) return t.skip(because);
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client: node, server: peer, link } = laboratory.addPair();
  const address = link.left.ipv4;
  const directory = mkdtempSync(join(tmpdir(), "ullage-survive-"));
  t.after(() => rmSync(directory, { recursive: true }));
  const socketPath = join(directory, "agent.sock");
  const tracked = await startAgent(t, node, ["--metrics-listen", `${address}:9855`, "--socket", socketPath]);
  await startAgent(t, node, ["--metrics-listen", `${address}:9865`, "--no-api", "--exempt-port"]);
  const exporter = new SpawnedServer({
    namespace: node,
    command: ["prometheus-node-exporter", `--web.listen-address=${address}:9100`, "--collector.disable-defaults", "--collector.conntrack"],
  });
  t.after(() => exporter.stop());
  await exporter.says(/Listening on/);
  const early = await scrapeFrom(t, peer, address);
  await waitFor("every target to be scraped", () => upOf(early), areUp("tracked", "exempted", "exporter"));

  await fillTable(node);
  const before = node.readCounters();
  const fullSince = Date.now();
  const late = await laboratory.withConntrackMax(fullTableLimit, async () => {
    const late = await scrapeFrom(t, peer, address);
    await waitFor(
      "both outcomes",
      () => upOf(late),
      (up) => Object.keys(up).length === 3 && up["exempted"] === 1,
    );

    await t.test("whoever connects is refused by the table, and cannot tell by whom", async () => {
      // Three scrapes more, of which none may succeed.
      const scrapes = 'count_over_time(up{job="exporter"}[1m])';
      await waitFor(
        "further scrapes",
        () => late.query(scrapes),
        ([sample]) => Number(sample?.value[1]) >= 4,
      );
      assert.deepEqual(await upOf(late), { exempted: 1, exporter: 0, tracked: 0 });
      const errors = (await late.targets()).flatMap(({ lastError }) => (lastError === "" ? [] : [lastError]));
      assert.equal(errors.length, 2);
      for (const error of errors) assert.match(error, /deadline exceeded|i\/o timeout/);
      assert.ok(growth(before, node.readCounters())["drop"]! > 0);
    });

    await t.test("the agent answers on its unix socket, and says what the matter is", async () => {
      const answer = JSON.parse(node.run("curl", "-sS", "--max-time", "5", "--unix-socket", socketPath, "http://localhost/v1/diagnose"));
      assert.equal(answer.verdict.limit, "kernel-table-full", JSON.stringify(answer).slice(0, 500));
    });

    await t.test("a program on the node gets no connection to its own loopback, and its datagrams are refused", async () => {
      assert.throws(() => node.run("curl", "-sS", "--max-time", "1", "http://127.0.0.1:9856/"), /timed out|Timeout/i);
      assert.deepEqual((await node.ask<{ refusals: object }>("udp-burst", { to: "127.0.0.1", count: 1 })).refusals, { EPERM: 1 });
    });

    await t.test("who was connected before was answered at every scrape", async () => {
      const seconds = `${Math.ceil((Date.now() - fullSince) / 1000)}s`;
      const answered = valuesOf(await early.query(`sum_over_time(up[${seconds}])`));
      const asked = valuesOf(await early.query(`count_over_time(up[${seconds}])`));
      assert.deepEqual(answered, asked);
      const slowest = valuesOf(await early.query(`max_over_time(scrape_duration_seconds[${seconds}]) * 1000`));
      t.diagnostic(
        `scrapes in ${seconds} of a full table, connections kept: ${JSON.stringify(asked)}; the slowest of each in ms: ${JSON.stringify(slowest)}`,
      );
      const reached = valuesOf(await late.query(`max_over_time(scrape_duration_seconds[${seconds}]) * 1000`));
      t.diagnostic(`connections opened while it was full, the slowest scrape of each in ms: ${JSON.stringify(reached)}`);
    });
    return late;
  });

  await t.test("when there is room again, everybody is answered", async () => {
    await waitFor("every target to be scraped", () => upOf(late), areUp("tracked", "exempted", "exporter"));
    assert.equal(tracked.isRunning, true);
  });
});

async function scrapeFrom(t: TestContext, namespace: LaboratoryNamespace, address: string): Promise<Prometheus> {
  const prometheus = await startPrometheus({
    namespace: namespace.name,
    targets: [
      { job: "tracked", address: `${address}:9855` },
      { job: "exempted", address: `${address}:9865` },
      { job: "exporter", address: `${address}:9100` },
    ],
  });
  t.after(() => prometheus.stop());
  return prometheus;
}

async function upOf(prometheus: Prometheus): Promise<Readonly<Record<string, number>>> {
  return valuesOf(await prometheus.query("up"));
}

function areUp(...jobs: readonly string[]): (up: Readonly<Record<string, number>>) => boolean {
  return (up) => jobs.every((job) => up[job] === 1);
}

function valuesOf(samples: Awaited<ReturnType<Prometheus["query"]>>): Readonly<Record<string, number>> {
  return Object.fromEntries(samples.map(({ metric, value }) => [metric["job"] ?? "", Number(value[1])]).sort());
}
