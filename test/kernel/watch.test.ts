import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { test } from "node:test";
import { eventListenersOf, untilListening, untilTaken } from "./event-listeners.ts";
import { tcpFlow } from "./insertable-flow.ts";
import { nowhereIpv4, openLaboratory } from "./laboratory.ts";
import { WatchedNode } from "./watched-node.ts";

const everyBirth = ["--events", "--event-kinds", "new", "--sample", "1/1", "--no-names"];

test("every connection that is made is an event, with its tuples, and the account at the end is even", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, link } = laboratory.addPair();
  const watched = new WatchedNode(client, [...everyBirth, "--interval", "0.5"]);
  t.after(() => watched.kill("SIGKILL"));
  watched.read();
  const start = await watched.seen("start");
  assert.deepEqual([start.events?.kinds, start.events?.sampleEvery], [["new"], 1]);
  await watched.seen("sample");
  await client.ask("udp-burst", { to: nowhereIpv4(1), count: 2000, firstPort: 2000 });
  await watched.seen("event", ({ original }) => original.destinationPort === 3999);
  const births = await watched.seen("sample", ({ events }) => (events?.counts.new ?? 0) > 0);
  watched.kill("SIGINT");
  assert.equal(await watched.end(), 130, watched.errorText);

  const events = watched.of("event");
  assert.equal(events.length, 2000);
  assert.equal(new Set(events.map(({ original }) => original.destinationPort)).size, 2000);
  const [first] = events;
  assert.deepEqual(
    [first?.kind, first?.protocol, first?.original.source, first?.original.destination, first?.reply.destination],
    ["new", "udp", link.left.ipv4, nowhereIpv4(1), link.left.ipv4],
  );
  assert.equal(births.events?.births?.groups[0]?.key, link.left.ipv4);
  assert.deepEqual([births.events?.births?.births.method, births.events?.births?.births.isFloor], ["events", false]);
  const told = watched.of("sample").reduce((sum, { events: since }) => sum + (since?.counts.new ?? 0), 0);
  const end = watched.records.at(-1);
  assert.ok(end?.type === "end");
  assert.equal(end.why, "interrupted");
  assert.deepEqual(end.events, {
    seen: { new: 2000, update: 0, destroy: 0 },
    printed: 2000,
    filteredOut: 0,
    notSampled: 0,
    notShown: 0,
    lost: 0,
  });
  assert.ok(told <= 2000);
  assert.deepEqual([end.gaps, watched.errorText], [0, ""]);
});

test("a finding opens when the table is nearly full, and closes when it is empty again", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  const watched = new WatchedNode(client, ["--interval", "0.3", "--only", "usage", "--set", "usage.warningRatio=0.04", "--no-names"]);
  t.after(() => watched.kill("SIGKILL"));
  watched.read();
  const { count, max } = await watched.seen("sample");
  assert.ok(max > 0 && count < max / 100);
  const inserted = Math.ceil(max * 0.05);
  await client.ask("insert-flows", { flows: [tcpFlow("ESTABLISHED", "10.1.0.1", 1, "10.96.0.10", 80)], count: inserted });
  const opened = await watched.seen("finding-open");
  assert.deepEqual([opened.check, opened.level], ["usage", "warning"]);
  const full = await watched.seen("sample", ({ count: entries, traffic }) => entries >= inserted && traffic !== undefined);
  assert.equal(full.traffic?.total, full.count);
  client.run("conntrack", "-F");
  const closed = await watched.seen("finding-close");
  assert.deepEqual([closed.id, closed.openedAt, closed.level, closed.worst.level], [opened.id, opened.at, "warning", "warning"]);
  assert.ok(closed.lastedSeconds > 0);
  watched.kill("SIGTERM");
  assert.equal(await watched.end(), 143, watched.errorText);
  const end = watched.records.at(-1);
  assert.ok(end?.type === "end");
  assert.deepEqual(end.findings, { opened: 1, closed: 1, open: [] });
});

test("a reader that goes away ends it with status 0, without a word, and nobody listens any more", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  const watched = new WatchedNode(client, [...everyBirth, "--interval", "0.2", "--no-table"]);
  t.after(() => watched.kill("SIGKILL"));
  watched.read();
  await watched.seen("sample");
  assert.equal(eventListenersOf(client).length, 1);
  watched.closePipe();
  assert.equal(await watched.end(), 0, watched.errorText);
  assert.equal(watched.errorText, "");
  assert.equal(eventListenersOf(client).length, 0);
});

test("a full disk is an error with the status that other commands give, and nobody listens any more", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  const full = openSync("/dev/full", "w");
  t.after(() => closeSync(full));
  const watched = new WatchedNode(client, [...everyBirth, "--interval", "0.2"], full);
  assert.equal(await watched.end(), 74);
  assert.match(watched.errorText, /^ullage: the answer could not be written.*ENOSPC[^\n]*\n$/);
  assert.equal(eventListenersOf(client).length, 0);
});

test("a reader that stalls makes a gap with its number; memory is bounded and no event is unaccounted for", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  const made = 60_000;
  const watched = new WatchedNode(client, [...everyBirth, "--interval", "0.2", "--no-table"]);
  t.after(() => watched.kill("SIGKILL"));
  await untilListening(client);
  await client.ask("udp-burst", { to: nowhereIpv4(1), count: made });
  // Nothing is read until the last of them has come out of the socket.
  await untilTaken(client);
  watched.read();
  await watched.seen("gap");
  await watched.seen("sample", ({ at }) => at > (watched.of("gap")[0]?.at ?? ""));
  watched.kill("SIGTERM");
  assert.equal(await watched.end(), 143, watched.errorText);
  const end = watched.records.at(-1);
  assert.ok(end?.type === "end" && end.events !== null);
  const { seen, printed, notShown, notSampled, lost } = end.events;
  assert.deepEqual([seen.new, printed + notShown, notSampled, lost], [made, made, 0, 0]);
  assert.equal(watched.of("event").length, printed);
  const gaps = watched.of("gap");
  assert.equal(gaps.length, end.gaps);
  const told = gaps.reduce((sum, gap) => sum + (gap.lost ?? Number.NaN), 0);
  assert.ok(notShown > 0, "nothing was left out, so that the test shows nothing");
  assert.ok(told >= notShown, `${told} are told of, and ${notShown} events were left out`);
});
