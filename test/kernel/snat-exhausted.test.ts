import assert from "node:assert/strict";
import { test } from "node:test";
import { sourceNatRoom } from "../../src/analysis/source-nat-room.ts";
import { sourceNatPorts } from "../../src/checks/source-nat-ports.ts";
import type { NodeSnapshot } from "../../src/model/node-snapshot.ts";
import { isPresent } from "../../src/model/reading.ts";
import { growth } from "./kernel-counters.ts";
import { nowhereIpv4, openLaboratory } from "./laboratory.ts";

const ports = 10;
const flows = 200;

test("an exhausted SNAT port range loses every further flow in an almost empty table: insert_failed and drop rise together", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, server, link } = laboratory.addPair();
  client.applyRules(`table ip nat {
    chain post {
      type nat hook postrouting priority 100
      udp dport 5353 snat to ${link.left.ipv4}:40000-40009
      tcp dport 8080 masquerade to :41000-41009
    }
  }`);
  await server.start("tcp-server", { port: 8080 });

  await t.test("UDP: `found` rises fastest, once for each port that was tried and taken", async () => {
    const before = client.readCounters();
    await client.ask("udp-clients", { host: nowhereIpv4(1), port: 5353, count: flows, patienceMs: 1 });
    const grown = growth(before, client.readCounters());
    assert.deepEqual(verdictCounters(grown), exhausted);
    assert.ok(grown["found"]! > grown["insert_failed"]! * (ports - 1), `found rose by ${grown["found"]}`);
  });

  await t.test("TCP: the clients beyond the range never connect", async () => {
    // Nothing is said of `found`: nf_nat_used_tuple_harder() makes the last 32 attempts without counting, so on ten ports it stays 0 (Linux 6.18).
    const before = client.readCounters();
    const answer = await client.ask<{ open: number }>("tcp-clients", { host: link.right.ipv4, port: 8080, count: flows, patienceMs: 300 });
    const grown = growth(before, client.readCounters());
    assert.equal(answer.open, ports);
    assert.deepEqual(verdictCounters(grown), exhausted);
  });

  assert.equal(client.readCount(), ports * 2);

  await t.test("the walk of the table says that the whole range is used, and which it is", async () => {
    const snapshot = await client.ask<NodeSnapshot>("read-node", { parts: ["tableComposition", "portRanges"] });
    const { tableComposition, portRanges } = snapshot.parts;
    assert.ok(isPresent(tableComposition) && isPresent(portRanges));
    const uses = tableComposition.value.sourceNat?.items ?? [];
    const rooms = uses.map((use) => ({ use, room: sourceNatRoom(use, portRanges.value) }));
    assert.deepEqual(
      rooms.map(({ use, room }) => [use.from, use.to, use.port, use.protocol, room.used, room.ports, room.free, room.range]).toSorted(),
      [
        [link.left.ipv4, link.right.ipv4, 8080, "tcp", ports, ports, 0, { from: 41_000, to: 41_009 }],
        [link.left.ipv4, nowhereIpv4(1), 5353, "udp", ports, ports, 0, { from: 40_000, to: 40_009 }],
      ].toSorted(),
    );
    const said = sourceNatPorts.judge({ now: snapshot }).map(({ line }) => line);
    assert.ok(
      said.some((line) => line.includes(`used 10 of 10 ports to ${nowhereIpv4(1)}:5353/udp from ${link.left.ipv4}`)),
      said.join("\n"),
    );
  });
});

const exhausted = { insertFailed: flows - ports, drop: flows - ports, earlyDrop: 0 };

function verdictCounters(grown: Readonly<Record<string, number>>) {
  return { insertFailed: grown["insert_failed"], drop: grown["drop"], earlyDrop: grown["early_drop"] };
}
