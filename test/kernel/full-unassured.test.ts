import assert from "node:assert/strict";
import { test } from "node:test";
import { createLiveSources } from "../../src/sources/live-sources.ts";
import { growth } from "./kernel-counters.ts";
import { nowhereIpv4, openLaboratory } from "./laboratory.ts";

/**
 * early_drop() looks at eight buckets. With E entries, two tuples each, over B buckets it finds nothing to evict with a chance of e^(-16 E / B): 30 % at 20,000
 * entries on 262,144 buckets, five in a million at 200,000. A limit that low beside that many buckets is not what nodes have, so the table is filled for real.
 */
const entries = 200_000;
const more = 30_000;

test("a table full of entries that are not ASSURED evicts silently: early_drop rises with every new flow, drop stays nothing beside it, the log is quiet", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  await laboratory.withRoomFor(entries, () => client.ask("udp-burst", { to: nowhereIpv4(1), count: entries }));
  assert.ok(client.readCount() >= entries);
  const before = client.readCounters();
  const startedAtMs = Date.now();

  const sent = await laboratory.withConntrackMax(client.readCount(), () =>
    client.ask<{ refused: number }>("udp-burst", { to: nowhereIpv4(128 * 256), count: more }),
  );

  const grown = growth(before, client.readCounters());
  assert.ok(grown["early_drop"]! >= more * 0.99, `early_drop rose by ${grown["early_drop"]}`);
  assert.ok(grown["drop"]! <= more * 0.001, `drop rose by ${grown["drop"]}`);
  assert.equal(sent.refused, grown["drop"]);
  assert.deepEqual({ insertFailed: grown["insert_failed"], clash: grown["clashres"] }, { insertFailed: 0, clash: 0 });

  const log = await createLiveSources().kernelLog.readAll();
  const lines = log.records.filter(
    ({ event, atMs = 0 }) => event.kind === "table-full" && event.namespaceInode === client.inode && atMs >= startedAtMs,
  );
  assert.equal(lines.length > 0, grown["drop"]! > 0);
});
