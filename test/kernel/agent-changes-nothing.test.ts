import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startAgent } from "./agent-in-namespace.ts";
import { openLaboratory } from "./laboratory.ts";
import { entriesOf, stateOf, testUnchanged } from "./node-state.ts";
import { addOccupiedPair } from "./occupied-pair.ts";

const port = 9855;

test("nothing on the node is different after an hour's work of the agent, compressed into a minute, but for the entries of its own connections", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client: node, server: peer, link } = await addOccupiedPair(laboratory);
  const before = stateOf(node);
  assert.equal(before.entries.length, 1040);

  const directory = mkdtempSync(join(tmpdir(), "ullage-agent-"));
  t.after(() => rmSync(directory, { recursive: true }));
  const agent = await startAgent(
    t,
    node,
    [
      ...["--metrics-listen", `${link.left.ipv4}:${port}`, "--compatibility-metrics"],
      ...["--socket", join(directory, "agent.sock"), "--incidents", join(directory, "incidents")],
    ],
    { nodeOptions: ["--import", fileURLToPath(new URL("hurried-time.ts", import.meta.url))] },
  );
  const ask = (...words: readonly string[]) => node.run("curl", "-sS", "--max-time", "20", ...words);
  const socket = ["--unix-socket", join(directory, "agent.sock")];
  const startedAt = performance.now();
  for (let second = 0; performance.now() - startedAt < 60_000; second++) {
    const scraped = peer.run("curl", "-sS", "--max-time", "5", `http://${link.left.ipv4}:${port}/metrics`);
    assert.match(scraped, /^ullage_table_entries \d+$/m);
    if (second % 10 === 0)
      for (const path of ["snapshot", "diagnose", "top", "collect"]) ask("-o", "/dev/null", ...socket, `http://localhost/v1/${path}`);
    await setTimeout(1000);
  }
  const works = worksOf(peer.run("curl", "-sS", `http://${link.left.ipv4}:${port}/metrics`));

  await t.test("it was at work for an hour", () => {
    t.diagnostic(`runs and failures of each work: ${JSON.stringify(Object.fromEntries(works))}`);
    const runs = (work: string) => works.get(work)?.runs ?? 0;
    assert.ok(runs("count") > 2000, `${runs("count")} counts of some 3,600`);
    assert.ok(runs("counters") > 400, `${runs("counters")} readings of the counters of some 720`);
    assert.ok(runs("walk") > 10, `${runs("walk")} walks of the table`);
  });
  await agent.stop();
  const after = stateOf(node);
  const own = after.entries.filter((entry) => !before.entries.includes(entry));

  await testUnchanged(t, before, after, own);

  await t.test(
    "what came to the table are connections to the agent, and the datagram to itself by which it sees whether local senders are refused",
    () => {
      const kinds = own.map((entry) => /^tcp .* dport=9855 |^udp .*src=127\.0\.0\.1 dst=127\.0\.0\.1 .* dport=9 /.exec(entry)?.[0]);
      t.diagnostic(`${own.length} entries of the agent's own, such as: ${own[0]}`);
      assert.deepEqual(
        own.filter((_, index) => kinds[index] === undefined),
        [],
      );
    },
  );
});

test("the rules are the same when an agent that exempts its port has ended", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client: node, server: peer, link } = laboratory.addPair();
  const before = stateOf(node);
  for (const end of ["SIGTERM", "SIGKILL"] as const) {
    const agent = await startAgent(t, node, ["--metrics-listen", `${link.left.ipv4}:${port}`, "--no-api", "--exempt-port"]);
    assert.match(node.run("nft", "list", "ruleset"), /table inet ullage/);
    assert.match(peer.run("curl", "-sS", "--max-time", "5", `http://${link.left.ipv4}:${port}/metrics`), /^ullage_/m);
    assert.deepEqual(
      entriesOf(node).filter((entry) => entry.includes(`port=${port} `)),
      [],
    );
    agent.kill(end);
    await agent.stop();
    const { rules, settings, modules } = stateOf(node);
    assert.deepEqual({ rules, settings, modules }, { rules: before.rules, settings: before.settings, modules: before.modules }, end);
  }
});

/** By the name of the work. */
function worksOf(metrics: string): ReadonlyMap<string, { runs: number; failures: number }> {
  const works = new Map<string, { runs: number; failures: number }>();
  for (const [, what, work = "", value] of metrics.matchAll(/^ullage_work_(runs|failures)_total\{work="([^"]+)"\} (\d+)/gm)) {
    const known = works.get(work) ?? { runs: 0, failures: 0 };
    works.set(work, { ...known, [what === "runs" ? "runs" : "failures"]: Number(value) });
  }
  return works;
}
