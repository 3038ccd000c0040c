import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type AddressOwners, noAddressOwners } from "../../src/model/address-owners.ts";
import type { Rate } from "../../src/model/rate.ts";
import type { TableSample } from "../../src/model/table-sample.ts";
import type { TableTraffic } from "../../src/model/table-traffic.ts";
import { openLaboratory } from "./laboratory.ts";
import type { RunningProgram } from "./running-program.ts";

const perSecond = 200;
const tuples = 200;
const port = 8080;

test("200 connections a second are read as 200 from one dump, and from the difference of two, under the name of their client", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, server, link } = laboratory.addPair();
  const owners = namesOf(link.left.ipv4);
  await server.start("tcp-server", { port });
  const { program: countdown } = await client.start<TableSample>("sample-table", { owners });
  const { program: difference } = await client.start<TableSample>("sample-table", { owners, difference: true });
  const connections = await client.start("short-connections", { host: link.right.ipv4, port, perSecond });
  // Ten seconds are looked back over, and the client begins slowly.
  await sleep(12_000);
  await again(difference);
  await sleep(4000);

  const fromOne = workload(await again(countdown));
  const fromTwo = workload(await again(difference));

  t.diagnostic(`countdown ${shown(fromOne)}, difference ${shown(fromTwo)}`);
  assert.equal(fromOne.method, "countdown");
  assert.equal(fromTwo.method, "countdown+difference");
  assert.ok(Math.abs(fromOne.perSecond - perSecond) <= fromOne.plusMinus, shown(fromOne));
  assert.ok(Math.abs(fromTwo.perSecond - perSecond) <= fromTwo.plusMinus, shown(fromTwo));
  // A band in which everything lies would prove nothing.
  assert.ok(fromOne.plusMinus < perSecond / 10);
  connections.program.tell("progress");
  assert.equal((await connections.program.next<{ failed: number }>()).failed, 0);
});

test("200 connections on the addresses and ports of 200 before them are 200 births", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, server, link } = laboratory.addPair();
  await server.start("tcp-server", { port, closesFirst: true });
  const options = { host: link.right.ipv4, port, firstPort: 20_000, count: tuples };
  const first = await client.start<Record<string, number>>("fixed-port-connections", options);
  assert.deepEqual(first.answer, { closed: tuples });
  const { program: sampler, answer: before } = await client.start<TableSample>("sample-table", {
    owners: namesOf(link.left.ipv4),
    difference: true,
  });
  assert.equal(trafficOf(before).total, tuples);
  // Times are told in whole seconds: what is opened again sooner than two seconds later may be taken for what was there.
  await sleep(3000);
  first.program.tell("again");
  assert.deepEqual(await first.program.next(), { closed: tuples });

  const after = await again(sampler);

  const { total, births, turnover } = trafficOf(after);
  assert.equal(total, tuples, "the kernel has one entry for a tuple, however often it is used");
  assert.equal(born(births), tuples);
  assert.equal(born(workload(after)), tuples);
  assert.deepEqual(turnover?.goneByTimeout, { tcpTimeWait: tuples });

  const quiet = await again(sampler);
  assert.equal(born(trafficOf(quiet).births), 0, "seen again they are no births");
});

function namesOf(address: string): AddressOwners {
  const owner = {
    kind: "pod",
    name: "web-1",
    namespace: "shop",
    workload: { kind: "Deployment", namespace: "shop", name: "web" },
  } as const;
  return { ...noAddressOwners, claims: [{ address, owner }] };
}

async function again(sampler: RunningProgram): Promise<TableSample> {
  sampler.tell("again");
  return sampler.next<TableSample>();
}

function trafficOf({ traffic, remarks }: TableSample): TableTraffic {
  assert.ok(traffic !== undefined, remarks.join("; "));
  return traffic;
}

function workload(sample: TableSample): Rate {
  const births = trafficOf(sample).by.workload.groups.find(({ key }) => key === "Deployment shop/web")?.births;
  assert.ok(births !== undefined);
  return births;
}

function born(births: Rate | undefined): number {
  return Math.round((births?.perSecond ?? 0) * (births?.overSeconds ?? 0));
}

function shown({ perSecond: rate, plusMinus, overSeconds }: Rate): string {
  return `${rate.toFixed(1)} ± ${plusMinus.toFixed(1)} a second over ${overSeconds} s`;
}
