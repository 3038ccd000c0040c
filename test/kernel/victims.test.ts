import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { findVictims } from "../../src/analysis/victims.ts";
import type { NodeSnapshot, PodNetwork } from "../../src/model/node-snapshot.ts";
import { isPresent } from "../../src/model/reading.ts";
import type { Victim } from "../../src/model/victim.ts";
import { diagnoseObservation } from "../../src/report/diagnosis.ts";
import { tcpFlow } from "./insertable-flow.ts";
import { type Laboratory, openLaboratory } from "./laboratory.ts";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";

const entries = 600;
const connections = 20;
const datagrams = 30;

interface RoutedPod {
  readonly laboratory: Laboratory;
  readonly pod: LaboratoryNamespace;
  /** Forwards for the pod, and tracks what it forwards. */
  readonly node: LaboratoryNamespace;
  readonly server: string;
}

/** A pod whose packets cross a node as everywhere: a namespace of its own, a node that routes, a server behind it. */
async function routePod(t: TestContext): Promise<RoutedPod | undefined> {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return undefined;
  const [pod, node, server] = [laboratory.addNamespace("pod"), laboratory.addNamespace("node"), laboratory.addNamespace("server")];
  const [inside, outside] = [laboratory.link(pod, node), laboratory.link(node, server)];
  pod.run("ip", "route", "add", "default", "via", inside.right.ipv4);
  server.run("ip", "route", "add", "default", "via", outside.left.ipv4);
  node.setSysctl("net.ipv4.ip_forward", 1);
  node.track();
  node.applyRules("table inet routed { chain through { type filter hook forward priority 0; ct state invalid counter; }; }");
  await server.start("tcp-server", { port: 8080 });
  return { laboratory, pod, node, server: outside.right.ipv4 };
}

function fill(node: LaboratoryNamespace): Promise<unknown> {
  const flows = [{ ...tcpFlow("ESTABLISHED", "10.1.0.7", 1024, "10.2.0.1", 5432), timeoutSeconds: 432_000 - 7200 }];
  return node.ask("insert-flows", { flows, count: entries });
}

/** What the node reads of itself before and after, the limit being lowered in between. */
async function whileFull({ laboratory, node }: RoutedPod, during: () => Promise<unknown>) {
  const parts = ["tableUsage", "cpuCounters", "podNetworks"];
  const { program, answer: earlier } = await node.start<NodeSnapshot>("read-node", { parts });
  const now = await laboratory.withConntrackMax(node.readCount(), async () => {
    await during();
    // The limit is part of what is read.
    program.tell("again");
    return program.next<NodeSnapshot>();
  });
  return { earlier, now };
}

function networkOf({ parts }: NodeSnapshot, { inode }: LaboratoryNamespace): PodNetwork {
  const networks = parts.podNetworks;
  assert.ok(isPresent(networks), JSON.stringify(networks));
  const found = networks.value.find((network) => network.inode === inode);
  assert.ok(found !== undefined);
  return found;
}

type Growth = Readonly<Record<string, number>>;

function growthOf(before: PodNetwork, after: PodNetwork): Growth {
  return Object.fromEntries(
    Object.entries(after.counters)
      .map(([name, value]) => [name, value - (before.counters[name] ?? 0)] as const)
      .filter(([, growth]) => growth !== 0),
  );
}

const withoutTotals = ({ tcpActiveOpens: _, ...growth }: Growth): Growth => growth;

test("what a full node drops is counted in the pod that sent it, and nowhere on the node; the pod is named as the victim", async (t) => {
  const routed = await routePod(t);
  if (routed === undefined) return;
  const { pod, node, server } = routed;
  // Something lives in the pod all the time, as in every pod.
  await pod.start("udp-echo", { port: 9 });
  await fill(node);
  const { earlier, now } = await whileFull(routed, async () => {
    const attempts = pod.ask<{ open: number }>("tcp-clients", { host: server, port: 8080, count: connections, patienceMs: 2600 });
    assert.deepEqual(await pod.ask("udp-burst", { to: server, count: datagrams }), { sent: datagrams, refused: 0, refusals: {} });
    assert.equal((await attempts).open, 0);
  });

  await t.test("SYNs are sent again, once a second or rarer; lost datagrams are counted by nobody", () => {
    const growth = withoutTotals(growthOf(networkOf(earlier, pod), networkOf(now, pod)));
    const again = growth["tcpSynRetrans"] ?? 0;
    assert.ok(
      again >= connections && again <= connections * Math.ceil((now.monotonicMs - earlier.monotonicMs) / 1000),
      JSON.stringify(growth),
    );
    assert.deepEqual(growth, { tcpSynRetrans: again, tcpTimeouts: again, tcpRetransSegs: again });
    assert.deepEqual(growthOf(networkOf(earlier, node), networkOf(now, node)), {});
  });

  await t.test("the verdict names the full table, and the pod among those who suffer", () => {
    const { verdict, victims } = diagnoseObservation({ earlier, now }, "laboratory");
    assert.equal(verdict.limit, "kernel-table-full", verdict.summary);
    const { name } = networkOf(now, pod);
    const victim = victims.find((one) => one.name === name && one.what === "syn-retransmits");
    assert.ok(victim !== undefined, JSON.stringify(victims));
    assert.equal(victim.isOwn, false);
  });
});

test("connections that the pod gave up are failed attempts", async (t) => {
  const routed = await routePod(t);
  if (routed === undefined) return;
  const { pod, node, server } = routed;
  await pod.start("udp-echo", { port: 9 });
  // One second and two: the kernel gives up while the test waits, not after two minutes.
  pod.setSysctl("net.ipv4.tcp_syn_retries", 1);
  // Kernels before 6.5 do not have it, and wait longer each time anyhow.
  if (existsSync("/proc/sys/net/ipv4/tcp_syn_linear_timeouts")) pod.setSysctl("net.ipv4.tcp_syn_linear_timeouts", 0);
  await fill(node);
  const { earlier, now } = await whileFull(routed, () =>
    pod.ask("tcp-clients", { host: server, port: 8080, count: connections, patienceMs: 4500 }),
  );
  const growth = growthOf(networkOf(earlier, pod), networkOf(now, pod));
  assert.equal(growth["tcpAttemptFails"], connections, JSON.stringify(growth));
  assert.equal(growth["tcpSynRetrans"], connections, JSON.stringify(growth));
});

test("what a node with a full table sends itself is refused at the sender, datagrams at once and connections one segment after another", async (t) => {
  const routed = await routePod(t);
  if (routed === undefined) return;
  const { node, server } = routed;
  await fill(node);
  const { earlier, now } = await whileFull(routed, async () => {
    const attempts = node.ask("tcp-clients", { host: server, port: 8080, count: connections, patienceMs: 2600 });
    await node.ask("udp-burst", { to: server, count: datagrams });
    await attempts;
  });
  const growth = withoutTotals(growthOf(networkOf(earlier, node), networkOf(now, node)));
  const again = growth["tcpSynRetrans"] ?? 0;
  assert.ok(again >= connections, JSON.stringify(growth));
  assert.deepEqual(growth, {
    tcpSynRetrans: again,
    tcpTimeouts: again,
    tcpRetransSegs: again,
    tcpRetransFail: again,
    ipOutDiscards: datagrams,
  });
  const seconds = (now.monotonicMs - earlier.monotonicMs) / 1000;
  const [victim] = findVictims([networkOf(earlier, node)], [networkOf(now, node)], seconds).victims;
  assert.deepEqual(
    [victim?.isOwn, [victim?.what, ...(victim?.also.map((one: Victim["also"][number]) => one.what) ?? [])].toSorted()],
    [true, ["syn-retransmits", "unsent"]],
  );
});
