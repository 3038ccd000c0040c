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
  const { program: connections } = await client.start("short-connections", { host: link.right.ipv4, port, perSecond });
  const account: Account[] = [];
  const watchFor = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      await sleep(1000);
      account.push(await accountOf(connections));
    }
  };
  // Ten seconds are looked back over, and the client begins slowly.
  await watchFor(9);
  await again(difference);
  await watchFor(4);

  const fromOne = workload(await again(countdown));
  const fromTwo = workload(await again(difference));
  account.push(await accountOf(connections));

  t.diagnostic(`countdown ${shown(fromOne)}, difference ${shown(fromTwo)}`);
  assert.equal(fromOne.method, "countdown");
  assert.equal(fromTwo.method, "countdown+difference");
  for (const rate of [fromOne, fromTwo]) {
    const made = madePerSecond(account, rate.overSeconds);
    assert.ok(Math.abs(rate.perSecond - made) <= rate.plusMinus, `${shown(rate)}; ${made} were made`);
  }
  // A band in which everything lies would prove nothing.
  assert.ok(fromOne.plusMinus < perSecond / 10);
  assert.equal(account.at(-1)?.failed, 0);
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

/** What the client did until then, by itself. */
interface Account {
  readonly atMs: number;
  readonly closed: number;
  readonly failed: number;
}

async function accountOf(connections: RunningProgram): Promise<Account> {
  connections.tell("progress");
  const answer = await connections.next<Omit<Account, "atMs">>();
  return { ...answer, atMs: performance.now() };
}

/** Over about as long: a busy machine may keep the client from its pace, which is not what is measured. */
function madePerSecond(account: readonly Account[], overSeconds: number): number {
  const last = account.at(-1)!;
  const ageOf = ({ atMs }: Account) => Math.abs((last.atMs - atMs) / 1000 - overSeconds);
  const first = account.slice(0, -1).reduce((nearest, one) => (ageOf(one) < ageOf(nearest) ? one : nearest));
  return ((last.closed - first.closed) / (last.atMs - first.atMs)) * 1000;
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
