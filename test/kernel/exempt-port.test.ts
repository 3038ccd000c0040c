import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { capturedRuleset } from "../../src/wire/nftables/captured-ruleset.case.ts";
import { type Laboratory, openLaboratory } from "./laboratory.ts";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";

const port = 9855;
type Held = { readonly held: true } | { readonly refused: string };

test("a port is exempted by a table of its own that goes with the process and touches no other", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client: node, server: other } = laboratory.addPair();
  const before = rulesetOf(node);
  const holder = await node.start<Held>("hold-exemption", { port });
  assert.deepEqual(holder.answer, { held: true });
  const held = rulesetOf(node);

  await t.test("the kernel shows it with its owner, before connection tracking in both directions, and everything else as it was", () => {
    assert.match(held, /table inet ullage \{[^\n]*\n\s+flags owner\n/);
    assert.equal(held.match(/hook (prerouting|output) priority raw; policy accept;/g)?.length, 2);
    assert.equal(held.replace(ourTable, "").trim(), before.trim());
  });

  await t.test("it is what nft makes of the same rules", () => {
    const withoutOwner = (rules: string) => rules.replace(/ # progname.*/, "").replace(/\s+flags owner\n/, "\n");
    other.applyRules(withoutOwner(capturedRuleset));
    assert.equal(withoutOwner(ourTable.exec(held)?.[0] ?? "").replaceAll(/\n+/g, "\n"), rulesetOf(other).replaceAll(/\n+/g, "\n"));
  });

  await t.test("somebody else can neither take it away nor change it", () => {
    for (const command of [
      "delete table inet ullage",
      "flush table inet ullage",
      "add rule inet ullage output accept",
      "delete chain inet ullage output",
    ])
      assert.match(attempt(node, command), /Operation not permitted/, command);
    assert.equal(rulesetOf(node), held);
  });

  await t.test("who flushes all rules leaves it, and takes only the others", () => {
    assert.equal(attempt(node, "flush ruleset"), "");
    assert.equal(rulesetOf(node).trim(), ourTable.exec(held)?.[0].trim());
    node.track();
    assert.equal(rulesetOf(node).replace(ourTable, "").trim(), before.trim());
  });

  await t.test("a second one is refused and leaves the first as it was", async () => {
    assert.deepEqual(await node.ask("hold-exemption", { port: port + 1 }), { refused: "exemption-taken" });
    assert.match(rulesetOf(node), new RegExp(`tcp dport ${port} `));
  });

  await t.test("it is gone when it is closed", async () => {
    holder.program.tell("close");
    assert.deepEqual(await holder.program.next(), { held: false });
    assert.equal(rulesetOf(node), before);
  });

  await t.test("it is gone when its process is killed outright", async () => {
    const doomed = await node.start<Held>("hold-exemption", { port });
    assert.deepEqual(doomed.answer, { held: true });
    assert.match(rulesetOf(node), ourTable);
    process.kill(doomed.program.pid, "SIGKILL");
    await exitOf(doomed.program.pid);
    assert.equal(rulesetOf(node), before);
  });

  await t.test("a table of this name that somebody made by hand stays", async () => {
    assert.equal(attempt(node, "add table inet ullage"), "");
    assert.deepEqual(await node.ask("hold-exemption", { port }), { refused: "exemption-taken" });
    assert.match(rulesetOf(node), /table inet ullage/);
    assert.equal(attempt(node, "delete table inet ullage"), "");
  });

  await t.test("without CAP_NET_ADMIN it is forbidden", async () => {
    assert.deepEqual(await node.ask("hold-exemption", { port, asUser: 65534 }), { refused: "exemption-forbidden" });
    assert.equal(rulesetOf(node), before);
  });
});

test("connections to the port have no entry, and none that needs its entry loses it", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { pod, node, peer, podLink, peerLink } = await addForwardingNode(laboratory);
  const service = "10.96.0.10";
  node.applyRules(`table ip translation {
    chain service { type nat hook prerouting priority dstnat; ip daddr ${service} tcp dport 80 dnat to ${podLink.right.ipv4}:${port}; }
    chain peers { type nat hook postrouting priority srcnat; oifname ${peerLink.interfaceName} ip saddr ${podLink.left.ipv4} tcp dport 8080 masquerade to :${port}; }
  }`);
  execFileSync("ip", ["-n", pod.name, "route", "add", service, "via", podLink.right.ipv4]);
  for (const namespace of [node, peer]) await namespace.start("tcp-server", { port });
  await peer.start("tcp-server", { port: 8080 });

  for (const address of [undefined, podLink.right.ipv4, podLink.right.ipv6]) {
    await t.test(`exempted for ${address ?? "every address"}`, async (t) => {
      const holder = await node.start<Held>("hold-exemption", { port, ...(address === undefined ? {} : { address }) });
      assert.deepEqual(holder.answer, { held: true });
      const isExempt = (ours: string) => address === undefined || address === ours;

      for (const [what, from, host, at, isTracked] of [
        ["from elsewhere over IPv4", pod, podLink.right.ipv4, port, !isExempt(podLink.right.ipv4)],
        ["from elsewhere over IPv6", pod, podLink.right.ipv6, port, !isExempt(podLink.right.ipv6)],
        ["from the node itself", node, podLink.right.ipv4, port, !isExempt(podLink.right.ipv4)],
        ["to this port of another node, through this one", pod, peerLink.right.ipv4, port, true],
        ["from the node to this port of another node", node, peerLink.right.ipv4, port, true],
        ["through a Service whose endpoint the port is", pod, service, 80, true],
        ["of a pod, that address translation puts on this port of the node", pod, peerLink.right.ipv4, 8080, true],
      ] as const) {
        await t.test(`a connection ${what} ${isTracked ? "has its entry" : "has none"}, and works`, async () => {
          node.run("conntrack", "-F");
          const { answer, program } = await from.start<{ open: number }>("tcp-clients", { host, port: at, count: 1 });
          assert.equal(answer.open, 1);
          assert.equal(entriesOf(node, at), isTracked ? 1 : 0);
          await program.stop();
        });
      }
      holder.program.tell("close");
      await holder.program.next();
    });
  }
});

test("through a full table the exempted port answers everybody, and its neighbour nobody", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client: node, server: peer, link } = laboratory.addPair();
  for (const number of [port, port + 1]) await node.start("tcp-server", { port: number });
  const addresses = [link.left.ipv4, link.left.ipv6] as const;
  await node.start<Held>("hold-exemption", { port });
  await peer.start("tcp-server", { port: 8080 });
  await node.start("tcp-clients", { host: link.right.ipv4, port: 8080, count: 600 });

  await laboratory.withConntrackMax(600, async () => {
    for (const from of [node, peer]) {
      for (const host of addresses) {
        assert.deepEqual(await from.ask("tcp-clients", { host, port, count: 1, patienceMs: 500 }), { open: 1, failures: {} });
        assert.deepEqual(await from.ask("tcp-clients", { host, port: port + 1, count: 1, patienceMs: 500 }), {
          open: 0,
          failures: { timeout: 1 },
        });
      }
    }
  });
});

const ourTable = /table inet ullage \{.*?\n\}\n/s;

function rulesetOf(namespace: LaboratoryNamespace): string {
  return namespace.run("nft", "list", "ruleset");
}

/** What nft complains of; nothing where it did as it was told. */
function attempt(namespace: LaboratoryNamespace, command: string): string {
  return spawnSync("ip", ["netns", "exec", namespace.name, "nft", command], { encoding: "utf8" }).stderr;
}

async function exitOf(pid: number): Promise<void> {
  // Gone, and not a zombie alone: until the last of its threads has ended, files that it had open may be.
  while (existsSync(`/proc/${pid}`)) await setTimeout(5);
}

/** TCP entries whose client asked for this port. */
function entriesOf(namespace: LaboratoryNamespace, at: number): number {
  const entries = ["ipv4", "ipv6"]
    .map((family) => namespace.run("conntrack", "-L", "-f", family, "-p", "tcp", "--orig-port-dst", String(at)))
    .join("\n");
  return entries.split("\n").filter((line) => line.startsWith("tcp")).length;
}

/** A pod, the node that it is on, and another node. */
async function addForwardingNode(laboratory: Laboratory) {
  const [pod, node, peer] = [laboratory.addNamespace("pod"), laboratory.addNamespace("node"), laboratory.addNamespace("peer")];
  const [podLink, peerLink] = [laboratory.link(pod, node), laboratory.link(node, peer)];
  node.setSysctl("net.ipv4.ip_forward", 1);
  execFileSync("ip", ["-n", pod.name, "route", "add", `${peerLink.right.ipv4}/32`, "via", podLink.right.ipv4]);
  execFileSync("ip", ["-n", peer.name, "route", "add", `${podLink.left.ipv4}/32`, "via", peerLink.left.ipv4]);
  node.track();
  return { pod, node, peer, podLink, peerLink };
}
