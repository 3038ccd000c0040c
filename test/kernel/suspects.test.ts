import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { checkResultSchema } from "../../src/contract/check-result.ts";
import { type TopFrame, topFrameSchema } from "../../src/contract/top-frame.ts";
import { tcpFlow } from "./insertable-flow.ts";
import { nowhereIpv4, openLaboratory } from "./laboratory.ts";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";
import { WatchedNode } from "./watched-node.ts";

const program = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

function ullage(namespace: LaboratoryNamespace, ...args: readonly string[]): string {
  const command = ["netns", "exec", namespace.name, process.execPath, program, ...args];
  try {
    return execFileSync("ip", command, { encoding: "utf8", timeout: 60_000 });
  } catch (error) {
    // A status of 1 or 2 is what is said of a node.
    if (error instanceof Error && "stdout" in error && typeof error.stdout === "string" && error.stdout !== "") return error.stdout;
    throw error;
  }
}

function frames(namespace: LaboratoryNamespace, count: number): readonly TopFrame[] {
  const args = ["top", "--batch", "-n", String(count), "--interval", "1", "--no-names", "--output", "json"];
  const lines = ullage(namespace, ...args)
    .trimEnd()
    .split("\n");
  return lines.map((line) => topFrameSchema.parse(JSON.parse(line)));
}

const suspectsOf = ({ suspects }: TopFrame) => suspects?.map(({ cause, name, confidence }) => [cause, name, confidence]);

test("a client that opens a connection for each request is suspected of churn, with what its rate makes", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, server, link } = laboratory.addPair();
  client.setSysctl("net.netfilter.nf_conntrack_tcp_timeout_time_wait", 6);
  await server.start("tcp-server", { port: 80 });
  await client.start("short-connections", { host: link.right.ipv4, port: 80, perSecond: 200 });
  await sleep(7500);
  const frame = frames(client, 2).at(-1)!;
  assert.deepEqual(suspectsOf(frame), [["connection-churn", link.left.ipv4, "high"]]);
  const [group] = frame.traffic?.groups ?? [];
  const timeWait = group?.occupancy?.find(({ timeout }) => timeout === "tcpTimeWait");
  t.diagnostic(JSON.stringify(timeWait));
  assert.equal(timeWait?.timeoutSeconds, 6);
  assert.ok(timeWait?.predicted !== undefined);
  assert.ok(timeWait.entries > timeWait.predicted.low * 0.8 && timeWait.entries < timeWait.predicted.high * 1.2);
});

test("a client with an entry to each of many destinations is suspected of fan-out", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, link } = laboratory.addPair();
  await client.ask("udp-burst", { to: nowhereIpv4(1), count: 400, firstPort: 53, lastPort: 53 });
  assert.deepEqual(suspectsOf(frames(client, 1)[0]!), [["fan-out", link.left.ipv4, "high"]]);
});

test("a client that keeps its connections open and silent is suspected of a leak", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, server, link } = laboratory.addPair();
  await server.start("tcp-server", { port: 80 });
  const established = "net.netfilter.nf_conntrack_tcp_timeout_established";
  client.setSysctl(established, 600);
  await client.start("tcp-clients", { host: link.right.ipv4, port: 80, count: 150 });
  // What has 600 s left of 4,800 was last used over an hour ago: the hour passes by the sysctl.
  client.setSysctl(established, 4800);
  assert.deepEqual(suspectsOf(frames(client, 1)[0]!), [["connection-leak", link.left.ipv4, "medium"]]);
});

test("watch opens a finding with the cause where a sure suspect has a used table, and closes it when he is gone", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  const watched = new WatchedNode(client, ["--interval", "0.5", "--no-names"]);
  t.after(() => watched.kill("SIGKILL"));
  watched.read();
  const { max } = await watched.seen("sample");
  await client.ask("insert-flows", { flows: [tcpFlow("TIME_WAIT", "10.1.0.7", 1, "10.96.0.10", 80)], count: Math.ceil(max * 0.12) });
  const opened = await watched.seen("finding-open", ({ cause }) => cause !== undefined);
  assert.deepEqual([opened.check, opened.cause, opened.subject], ["suspect-connection-churn", "connection-churn", "10.1.0.7"]);
  client.run("conntrack", "-F");
  const closed = await watched.seen("finding-close", ({ id }) => id === opened.id);
  assert.equal(closed.cause, "connection-churn");
  const { suspects = [], lifetimes = [] } = watched.of("sample").find((sample) => (sample.suspects ?? []).length > 0) ?? {};
  assert.deepEqual([suspects[0]?.cause, lifetimes[0]?.workload], ["connection-churn", "10.1.0.7"]);
});

test("a table that stands still fills up for nobody, though its count rises by what expires", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  client.setSysctl("net.netfilter.nf_conntrack_udp_timeout", 2);
  await client.start("udp-burst", { to: nowhereIpv4(1), count: 1_000_000, perSecond: 800 });
  // From here on as many expire as are born.
  await sleep(3000);
  const levels: string[] = [];
  for (let look = 0; look < 2; look++) levels.push(...timeToFull(client));
  t.diagnostic(`counts alone: ${levels.join(", ")}`);
  for (const level of levels) assert.ok(level === "ok" || level === "not-evaluated", level);
  assert.deepEqual(timeToFull(client, "--full"), ["ok"]);
});

function timeToFull(namespace: LaboratoryNamespace, ...args: readonly string[]): readonly string[] {
  const text = ullage(namespace, "check", "--only", "time-to-full", "--window", "2", "--output", "json", ...args);
  return checkResultSchema.parse(JSON.parse(text)).signals.map(({ level }) => level);
}

test("watch, which collects what has expired, opens the time to full for growth, and for no table that stands still", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  // As many as a warning asks for, and so that a rise could be what has expired.
  await client.ask("insert-flows", { flows: [tcpFlow("ESTABLISHED", "10.1.0.7", 1, "10.96.0.10", 80)], count: 30_000 });
  const udpTimeout = "net.netfilter.nf_conntrack_udp_timeout";
  client.setSysctl(udpTimeout, 2);
  await client.start("udp-burst", { to: nowhereIpv4(1), count: 1_000_000, perSecond: 1000 });
  await sleep(3000);
  // What is born late on a busy machine is born all at once: a rise of a moment, of less than all that are born.
  const threshold = ["--set", "time-to-full.warningSeconds=450"];
  const watched = new WatchedNode(client, ["--interval", "1.2", "--only", "time-to-full", "--no-names", ...threshold]);
  t.after(() => watched.kill("SIGKILL"));
  watched.read();
  await watched.seen("sample", () => watched.of("sample").length > 4);
  assert.deepEqual(watched.of("finding-open"), []);
  // From here on nothing expires.
  client.setSysctl(udpTimeout, 600);
  const opened = await watched.seen("finding-open");
  assert.equal(opened.check, "time-to-full");
});
