import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type WhatIfBasis, whatIf } from "../../src/analysis/what-if/what-if.ts";
import type { ConntrackTimeouts } from "../../src/model/conntrack-timeouts.ts";
import { timeoutSysctl } from "../../src/model/conntrack-timeouts.ts";
import type { TableSample } from "../../src/model/table-sample.ts";
import { nowhereIpv4, openLaboratory } from "./laboratory.ts";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";
import type { RunningProgram } from "./running-program.ts";

const youngSeconds = 3;
const today = { tcpTimeWait: 6, udp: 8 } as const;
const tomorrow = { tcpTimeWait: 12, udp: 4 } as const;
const classes = ["tcpTimeWait", "udp"] as const;
const tolerance = 0.15;

/** Nothing else decides when a table has settled: what began under the old timeout is gone when the longest has passed. */
const settledAfterMs = 1500;

test("what other timeouts of TIME_WAIT and UDP make of a steady load is predicted within 15 %", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, server, link } = laboratory.addPair();
  setTimeouts(client, today);
  await server.start("tcp-server", { port: 80 });
  const connections = await client.start("short-connections", { host: link.right.ipv4, port: 80, perSecond: 200 });
  await client.start("udp-burst", { to: nowhereIpv4(1), count: 1_000_000, perSecond: 150 });
  const { program: sampler } = await client.start<TableSample>("sample-table", { youngSeconds });

  await sleep(Math.max(...Object.values(today)) * 1000 + settledAfterMs);
  const predictions = (await samples(sampler)).map(({ traffic, count, max, remarks }) => {
    assert.ok(traffic !== undefined, remarks.join("; "));
    const basis: WhatIfBasis = { traffic, youngSeconds, timeouts: today, usage: { count, max }, objectBytes: 256 };
    return { traffic, predicted: whatIf(basis, { timeouts: tomorrow }) };
  });

  setTimeouts(client, tomorrow);
  await sleep(Math.max(...Object.values(today), ...Object.values(tomorrow)) * 1000 + settledAfterMs);
  const after = await samples(sampler);

  for (const timeout of classes) {
    const expected = mean(predictions, ({ predicted }) => predicted.byClass.find((one) => one.timeout === timeout)!.tomorrow.estimate);
    const measured = mean(after, ({ traffic }) => traffic?.byTimeout[timeout] ?? 0);
    const counted = mean(predictions, ({ traffic }) => traffic.byTimeout[timeout] ?? 0);
    t.diagnostic(
      `${timeout}: ${counted} under ${today[timeout]} s; ${Math.round(expected)} predicted for ${tomorrow[timeout]} s, ${measured} measured`,
    );
    assert.ok(counted > 500, `${timeout}: ${counted} entries are too few to tell`);
    assert.ok(Math.abs(expected / measured - 1) < tolerance, `${timeout}: ${expected} predicted, ${measured} measured`);
    // What changes is far beyond what the tolerance forgives.
    assert.ok(Math.abs(counted / measured - 1) > 2 * tolerance, `${timeout}: ${counted} before, ${measured} after`);
  }
  connections.program.tell("progress");
  const { failed } = await connections.program.next<{ failed: number }>();
  assert.equal(failed, 0);
});

function setTimeouts(namespace: LaboratoryNamespace, timeouts: ConntrackTimeouts): void {
  for (const timeout of classes) namespace.setSysctl(`net.netfilter.${timeoutSysctl[timeout]}`, timeouts[timeout]!);
}

/** A moment in which a busy machine kept the clients from their pace is one of five. */
async function samples(sampler: RunningProgram): Promise<readonly TableSample[]> {
  const all: TableSample[] = [];
  for (let sample = 0; sample < 5; sample++) {
    all.push(await again(sampler));
    await sleep(400);
  }
  return all;
}

function mean<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0) / all.length;
}

async function again(sampler: RunningProgram): Promise<TableSample> {
  sampler.tell("again");
  return sampler.next<TableSample>();
}
