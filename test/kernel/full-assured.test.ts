import assert from "node:assert/strict";
import { readlinkSync } from "node:fs";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { collectSnapshot } from "../../src/collectors/collect-snapshot.ts";
import type { SnapshotParts } from "../../src/model/node-snapshot.ts";
import { isPresent } from "../../src/model/reading.ts";
import { createLiveSources } from "../../src/sources/live-sources.ts";
import { growth } from "./kernel-counters.ts";
import { nowhereIpv4, openLaboratory } from "./laboratory.ts";

test("a table full of ASSURED entries drops, evicts nothing, and the kernel's log names the namespace, in which we find a process", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, server, link } = laboratory.addPair();
  await server.start("tcp-server", { port: 8080 });
  const clients = await client.start<{ open: number }>("tcp-clients", { host: link.right.ipv4, port: 8080, count: 600 });
  assert.equal(clients.answer.open, 600);
  const before = client.readCounters();
  const startedAtMs = Date.now();

  const fill = (count: number) => laboratory.withConntrackMax(600, () => client.ask("udp-burst", { to: nowhereIpv4(1), count }));
  const refused = await fill(300);

  const grown = growth(before, client.readCounters());
  await t.test("each new flow is refused, and a local sender is told so", () => {
    assert.deepEqual(refused, { sent: 300, refused: 300, refusals: { EPERM: 300 } });
    assert.deepEqual(
      { drop: grown["drop"], earlyDrop: grown["early_drop"], insertFailed: grown["insert_failed"], found: grown["found"] },
      { drop: 300, earlyDrop: 0, insertFailed: 0, found: 0 },
    );
  });

  const sources = createLiveSources();
  const parts = async () => (await collectSnapshot(sources, { node: "laboratory", parts: ["kernelLog", "namespaces"] })).snapshot.parts;
  const hasLine = ({ kernelLog }: SnapshotParts) => {
    assert.ok(isPresent(kernelLog), JSON.stringify(kernelLog));
    // Numbers of namespaces are used again, so the line must be of this run; printk's clock and the wall clock may differ by a moment.
    return kernelLog.value.records.some(
      ({ event, atMs = 0 }) => event.kind === "table-full" && event.namespaceInode === client.inode && atMs >= startedAtMs - 500,
    );
  };

  await t.test("the log has a line with the number of the namespace", async () => {
    // The kernel lets ten such lines through in five seconds (net.core.message_burst, message_cost), and others may have used them up.
    const deadline = performance.now() + 8000;
    while (!hasLine(await parts())) {
      assert.ok(performance.now() < deadline, "no line of the kernel's log names the namespace");
      await setTimeout(500);
      await fill(1);
    }
  });

  await t.test("the number leads to the namespace, its counters and a process of it", async () => {
    const { namespaces } = await parts();
    assert.ok(isPresent(namespaces), JSON.stringify(namespaces));
    const usage = namespaces.value.find(({ inode }) => inode === client.inode);
    assert.ok(usage !== undefined);
    assert.equal(readlinkSync(`/proc/${usage.pid}/ns/net`), `net:[${client.inode}]`);
    assert.equal(usage.isOwn, false);
    assert.equal(usage.count, 600);
    assert.equal(usage.counters?.["drop"], client.readCounters()["drop"]);
  });
  await sources.conntrack.close();
});
