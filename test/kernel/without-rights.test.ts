import assert from "node:assert/strict";
import { test } from "node:test";
import type { NodeSnapshot } from "../../src/model/node-snapshot.ts";
import { isPresent } from "../../src/model/reading.ts";
import { openLaboratory } from "./laboratory.ts";

const nobody = 65_534;

test("without CAP_NET_ADMIN the table is forbidden, with the capability named, and what everyone may read is read", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, server, link } = laboratory.addPair();
  await server.start("tcp-server", { port: 8080 });
  await client.start("tcp-clients", { host: link.right.ipv4, port: 8080, count: 5 });

  const { parts } = await client.ask<NodeSnapshot>("read-node", {
    parts: ["tableUsage", "cpuCounters", "settings", "tableComposition"],
    asUser: nobody,
  });

  const { tableComposition, tableUsage, cpuCounters, settings } = parts;
  assert.ok(tableComposition !== undefined && !isPresent(tableComposition));
  assert.equal(tableComposition.status, "forbidden");
  assert.match(tableComposition.reason, /CAP_NET_ADMIN/);
  assert.ok(isPresent(tableUsage), JSON.stringify(tableUsage));
  assert.equal(tableUsage.value.count, 5);
  assert.ok(isPresent(cpuCounters), JSON.stringify(cpuCounters));
  assert.ok(isPresent(settings), JSON.stringify(settings));
});
