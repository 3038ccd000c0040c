import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { EventBurst } from "../../src/model/event-births.ts";
import { eventListenersOf, untilListening, untilTaken } from "./event-listeners.ts";
import { nowhereIpv4, openLaboratory } from "./laboratory.ts";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";
import type { EventTotals } from "./programs/listen-events.ts";
import type { RunningProgram } from "./running-program.ts";

interface Listening {
  readonly receiveBufferBytes: number;
  readonly remarks: readonly string[];
}

const listen = (client: LaboratoryNamespace, options: object) => client.start<Listening>("listen-events", options);

async function close(program: RunningProgram): Promise<EventTotals> {
  program.tell("close");
  return program.next<EventTotals>();
}

const burst = (client: LaboratoryNamespace, count: number) => client.ask("udp-burst", { to: nowhereIpv4(1), count });

test("each connection that is made is one birth, and each that ends one death, with the right addresses", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, link } = laboratory.addPair();
  const { program, answer } = await listen(client, { kinds: ["new", "destroy"], keepRows: 3 });
  assert.match(answer.remarks.join(), /born before anybody listened/);
  await burst(client, 5000);
  client.run("conntrack", "-F");
  const totals = await close(program);
  assert.deepEqual(totals.counts, { new: 5000, update: 0, destroy: 5000 });
  assert.deepEqual(totals.rowsByKind, totals.counts);
  assert.deepEqual([totals.lost, totals.unknownLosses], [{ socket: 0, rows: 0, decoder: 0 }, 0]);
  const [first, second] = totals.firstRows;
  assert.deepEqual([first?.kind, first?.source, first?.protocol], ["new", link.left.ipv4, 17]);
  assert.equal(first?.sourcePort, second?.sourcePort, "one socket sent them all");
});

test("one in ten of each kind is decoded, and all are counted", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  const { program } = await listen(client, { kinds: ["new", "destroy"], sampleEvery: 10 });
  await burst(client, 5000);
  client.run("conntrack", "-F");
  const totals = await close(program);
  assert.deepEqual(totals.counts, { new: 5000, update: 0, destroy: 5000 });
  assert.deepEqual(totals.rowsByKind, { new: 500, update: 0, destroy: 500 });
});

test("a receive buffer of a few events loses most of a flood, and received and lost are together what was made", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  const { program, answer } = await listen(client, { kinds: ["new"], receiveBufferBytes: 4096, mayForceReceiveBuffer: false });
  assert.ok(answer.receiveBufferBytes < 10_000, `the buffer has ${answer.receiveBufferBytes} bytes`);
  assert.match(answer.remarks.join(), /net\.core\.rmem_max/);
  await burst(client, 30_000);
  const [listener] = eventListenersOf(client);
  const totals = await close(program);
  assert.ok(totals.lost.socket > 0, "nothing was lost, so that the test shows nothing");
  assert.equal(totals.counts.new + totals.lost.socket, 30_000);
  assert.equal(totals.lost.socket, listener?.drops, "the column Drops of /proc/net/netlink has the same number");
  assert.equal(totals.unknownLosses, 0);
});

test("who does not take the rows in time loses rows that are counted, and no events", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  const folder = mkdtempSync(join(tmpdir(), "ullage-stall-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const stallUntil = join(folder, "go");
  const { program } = await listen(client, { kinds: ["new"], stallUntil });
  await laboratory.withRoomFor(120_000, () => burst(client, 120_000));
  await untilTaken(client);
  writeFileSync(stallUntil, "");
  const totals = await close(program);
  assert.equal(totals.counts.new, 120_000);
  assert.ok(totals.lost.rows > 0, "the ring held them all, so that the test shows nothing");
  assert.equal(totals.rows + totals.lost.rows, 120_000);
  assert.deepEqual([totals.lost.socket, totals.unknownLosses], [0, 0]);
});

test("a namespace whose events are switched off is said to tell none, and they are not switched on", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  client.setSysctl("net.netfilter.nf_conntrack_events", 0);
  await assert.rejects(listen(client, { kinds: ["new"] }), /nf_conntrack_events is 0/);
  assert.equal(client.run("cat", "/proc/sys/net/netfilter/nf_conntrack_events").trim(), "0");
});

test("a burst that is listened to for three seconds tells how many connections each client opened in it", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, link } = laboratory.addPair();
  const measuring = client.ask<EventBurst>("measure-births", { seconds: 3 });
  await untilListening(client);
  await burst(client, 4000);
  const { births, groups, lost } = await measuring;
  assert.deepEqual([births.method, births.isFloor, lost], ["events", false, 0]);
  assert.equal(Math.round(births.perSecond * births.overSeconds), 4000);
  assert.deepEqual(
    groups.map(({ key, births: { perSecond } }) => [key, perSecond]),
    [[link.left.ipv4, births.perSecond]],
  );
  assert.equal(eventListenersOf(client).length, 0);
});
