import assert from "node:assert/strict";
import { test } from "node:test";
import { flowBatchOf } from "../flows/flow-row.case.ts";
import type { KernelLogRecord } from "../model/kernel-log-record.ts";
import { WalkRefused } from "./agent-parts.ts";
import { quietLog, smallDump, WatchedNode, wholeDump } from "./watching/watched-node.case.ts";

const never = new AbortController().signal;

test("the first judgement has a walk, and two readings to tell increases by", async (t) => {
  const watched = new WatchedNode(t);
  watched.countDrops(3);
  assert.equal(watched.watcher.status().judgement, undefined);
  await watched.begin();
  const { judgement, walk, snapshot } = watched.watcher.status();
  assert.equal(walk?.sample.traffic?.total, 2);
  assert.equal(snapshot.parts.tableComposition?.status, "present");
  assert.equal(watched.levelOf("drops"), "ok");
  assert.ok((judgement?.diagnosis.windowSeconds ?? 0) >= 1);
});

test("a look changes nothing", async (t) => {
  const watched = new WatchedNode(t);
  watched.countDrops(3);
  await watched.begin();
  await watched.pass(20);
  const { cost: _, ...first } = watched.watcher.status();
  for (let look = 0; look < 20; look++) watched.watcher.status();
  const { cost: __, ...last } = watched.watcher.status();
  assert.deepEqual(last, first);
});

test("a spike between two judgements is in the peaks, and increases are judged over their own time", async (t) => {
  const watched = new WatchedNode(t);
  watched.countDrops(0);
  await watched.begin();
  await watched.pass(30);
  watched.track(200_000);
  await watched.pass(2);
  watched.track(100);
  watched.countDrops(400);
  assert.deepEqual(
    watched.watcher.status().peaks.map(({ window, count }) => [window, count]),
    [
      ["15s", 200_000],
      ["1m", 200_000],
      ["5m", 200_000],
    ],
  );
  await watched.passUntil(() => watched.levelOf("drops") === "issue", 18);
  const { counterTotals, judgement } = watched.watcher.status();
  assert.equal(counterTotals?.["drop"], 400);
  assert.equal(watched.levelOf("drops"), "issue");
  const said = judgement?.diagnosis.evidence.find(({ type }) => type === "drops")?.content ?? "";
  assert.match(said, /400 in (1[5-9]|2[0-9])/);
});

test("drops are an issue for as long as the window, and not for ever", async (t) => {
  const watched = new WatchedNode(t);
  watched.countDrops(0);
  await watched.begin();
  await watched.pass(30);
  watched.countDrops(400);
  await watched.passUntil(() => watched.levelOf("drops") === "issue", 18);
  assert.equal(watched.levelOf("drops"), "issue");
  await watched.pass(45);
  assert.equal(watched.levelOf("drops"), "ok");
});

for (const hours of [1, -1]) {
  test(`a wall clock that is set ${hours > 0 ? "forward" : "back"} by an hour moves no rate and no age`, async (t) => {
    const watched = new WatchedNode(t);
    watched.countDrops(0);
    const full: KernelLogRecord = { atMs: watched.nowMs() - 400_000, event: { kind: "table-full" }, message: "nf_conntrack: table full" };
    let polls = 0;
    watched.node.log = () => ({ ...quietLog, records: polls++ === 0 ? [full] : [] });
    await watched.begin();
    await watched.pass(40);
    const before = watched.watcher.status();
    watched.step(hours * 3600);
    await watched.pass(12);
    const after = watched.watcher.status();
    assert.equal(after.atMs - before.atMs, hours * 3_600_000 + 12_000);
    assert.deepEqual(after.judgement?.levels, before.judgement?.levels);
    assert.ok(Math.abs((after.judgement?.diagnosis.windowSeconds ?? 0) - (before.judgement?.diagnosis.windowSeconds ?? 0)) < 10);
    for (const [part, reading] of Object.entries(after.snapshot.parts))
      assert.ok(Math.abs(reading.takenAtMs - after.atMs) < 70_000, `${part} is not dated by the clock as it is`);
    const log = after.snapshot.parts.kernelLog;
    assert.equal(log?.status === "present" ? after.atMs - (log.value.records[0]?.atMs ?? 0) : 0, after.monotonicMs - 1_000_000 + 400_000);
    assert.equal(after.works.filter(({ isStale }) => isStale).length, 0);
  });
}

test("a card that comes and goes is read while it is there, and what was learnt of it stays", async (t) => {
  const watched = new WatchedNode(t);
  watched.node.statistics = async () => ({ conntrack_allowance_exceeded: 5, conntrack_allowance_available: 900_000 });
  await watched.begin();
  assert.deepEqual(watched.watcher.status().learntAllowances, []);
  watched.addCard("eth0");
  await watched.pass(25);
  assert.deepEqual(watched.watcher.status().learntAllowances, [{ interfaceName: "eth0", maximum: 900_100 }]);
  watched.addCard("eth1");
  await watched.pass(25);
  assert.equal(watched.watcher.status().learntAllowances.length, 2);
  watched.remove("sys/class/net/eth0");
  await watched.pass(25);
  const { interfaceAllowances } = watched.watcher.status().snapshot.parts;
  assert.deepEqual(interfaceAllowances?.status === "present" ? interfaceAllowances.value.map(({ interfaceName }) => interfaceName) : [], [
    "eth1",
  ]);
  assert.equal(watched.watcher.status().learntAllowances.length, 2);
  assert.equal(watched.levelOf("instance-allowance"), "ok");
});

test("what is left is judged against the most that was ever left", async (t) => {
  const watched = new WatchedNode(t);
  let left = 900_000;
  watched.node.statistics = async () => ({ conntrack_allowance_exceeded: 0, conntrack_allowance_available: left });
  watched.addCard("eth0");
  await watched.begin();
  await watched.pass(15);
  left = 50_000;
  await watched.pass(40);
  assert.equal(watched.levelOf("instance-allowance"), "warning");
  assert.deepEqual(watched.watcher.status().learntAllowances, [{ interfaceName: "eth0", maximum: 900_100 }]);
});

test("a driver that is loaded again counts from zero, and that is an increase by what it counted since", async (t) => {
  const watched = new WatchedNode(t);
  let exceeded = 5000;
  watched.node.statistics = async () => ({ conntrack_allowance_exceeded: exceeded, conntrack_allowance_available: 900_000 });
  watched.addCard("eth0");
  watched.countDrops(900, 100);
  await watched.begin();
  await watched.pass(30);
  assert.equal(watched.levelOf("instance-allowance"), "ok");
  exceeded = 0;
  watched.countDrops(0, 0);
  await watched.pass(25);
  assert.equal(watched.levelOf("instance-allowance"), "ok");
  assert.equal(watched.watcher.status().counterTotals?.["drop"], 1000);
  assert.ok(
    watched.said.some((line) => line.startsWith("warn the counters of the table")),
    watched.said.join("\n"),
  );
  exceeded = 7;
  await watched.passUntil(() => watched.levelOf("instance-allowance") === "issue", 24);
  assert.equal(watched.levelOf("instance-allowance"), "issue");
});

test("another number of CPUs is compared with nothing, said, and the sums go on", async (t) => {
  const watched = new WatchedNode(t);
  watched.countDrops(10, 10);
  await watched.begin();
  await watched.pass(30);
  watched.countDrops(10, 10, 4000);
  await watched.passUntil(() => watched.levelOf("drops") === "not-evaluated", 18);
  assert.equal(watched.levelOf("drops"), "not-evaluated");
  assert.ok(
    watched.said.some((line) => line.includes("the set of CPUs changed")),
    watched.said.join("\n"),
  );
  watched.countDrops(10, 11, 4000);
  await watched.pass(40);
  assert.equal(watched.levelOf("drops"), "ok");
  assert.equal(watched.watcher.status().counterTotals?.["drop"], 21);
});

test("connection tracking that is not there, comes, and goes again is absent, present and absent, and nothing ends", async (t) => {
  const watched = new WatchedNode(t);
  watched.remove("proc/sys/net/netfilter");
  await watched.begin();
  const usage = () => watched.watcher.status().snapshot.parts.tableUsage;
  assert.equal(usage()?.status, "absent");
  assert.equal(watched.watcher.status().judgement?.diagnosis.verdict.limit, "unknown");
  assert.deepEqual([watched.watcher.status().walk, watched.watcher.status().peaks], [undefined, []]);
  watched.track(5000);
  watched.countDrops(0);
  await watched.pass(40);
  assert.equal(usage()?.status, "present");
  assert.equal(watched.watcher.status().walk?.sample.count, 5000);
  assert.equal(watched.levelOf("usage"), "ok");
  watched.remove("proc/sys/net/netfilter");
  watched.remove("proc/net/stat/nf_conntrack");
  await watched.pass(40);
  assert.equal(usage()?.status, "absent");
  assert.deepEqual([watched.watcher.status().walk, watched.watcher.status().counterTotals], [undefined, undefined]);
  assert.equal(watched.levelOf("usage"), "not-evaluated");
  assert.equal(watched.said.filter((line) => line.includes("tableUsage c")).length, 3, watched.said.join("\n"));
});

test("records of the kernel's log that were overwritten are counted and said, and those that came since count as full", async (t) => {
  const watched = new WatchedNode(t);
  const full: KernelLogRecord = { event: { kind: "table-full" }, message: "nf_conntrack: table full, dropping packet" };
  const readings = [
    { ...quietLog, records: [full] },
    { ...quietLog, records: [full, full], lost: 7, hasGap: true },
  ];
  watched.node.log = () => readings.shift() ?? quietLog;
  await watched.begin();
  await watched.pass(6);
  const { snapshot, tableFullRecords } = watched.watcher.status();
  const { kernelLog } = snapshot.parts;
  assert.equal(tableFullRecords, 2, "what was in the log before the agent is not counted");
  assert.deepEqual(kernelLog?.status === "present" ? [kernelLog.value.records.length, kernelLog.value.lost] : [], [3, 7]);
  assert.ok(watched.said.some((line) => line.includes("overwritten")));
});

test("a log that may not be read is an answer, and one that breaks is a failure; both end nothing", async (t) => {
  const watched = new WatchedNode(t);
  let code = "EPERM";
  watched.node.log = () => {
    throw Object.assign(new Error(`klogctl: ${code}`), { code });
  };
  await watched.begin();
  assert.equal(watched.watcher.status().snapshot.parts.kernelLog?.status, "forbidden");
  assert.equal(watched.workOf("kernel-log").failures, 0);
  code = "EIO";
  await watched.pass(5);
  assert.equal(watched.watcher.status().snapshot.parts.kernelLog?.status, "failed");
  assert.ok(watched.workOf("kernel-log").failures > 0);
});

test("a dump that the kernel could not deliver is marked, compared with nothing, and the next one is whole", async (t) => {
  const watched = new WatchedNode(t);
  let endedBy: typeof wholeDump.endedBy = "kernel";
  watched.node.dump = async (request, onBatch) => ({ ...(await smallDump(request, onBatch)), endedBy });
  const nextMethod = async () => {
    const before = watched.watcher.status().walk?.atMonotonicMs;
    while (watched.watcher.status().walk?.atMonotonicMs === before) await watched.pass(0.5);
    return watched.watcher.status().walk?.sample.traffic?.births?.method;
  };
  await watched.begin();
  assert.equal(await nextMethod(), "countdown+difference");
  endedBy = "overrun";
  await nextMethod();
  const { walk, snapshot } = watched.watcher.status();
  const { tableComposition } = snapshot.parts;
  assert.equal(tableComposition?.status === "present" ? tableComposition.value.capped?.by : undefined, "overrun");
  assert.match(walk?.sample.remarks.join() ?? "", /ENOBUFS/);
  endedBy = "kernel";
  assert.deepEqual([await nextMethod(), await nextMethod()], ["countdown", "countdown+difference"]);
});

test("a dump that may not be made is a failure of the walk, and costs nothing else", async (t) => {
  const watched = new WatchedNode(t);
  watched.node.dump = () => Promise.reject(Object.assign(new Error("ctnetlink dump: EPERM"), { code: "EPERM" }));
  await watched.begin();
  const { walk, snapshot } = watched.watcher.status();
  assert.deepEqual([walk, snapshot.parts.tableComposition?.status], [undefined, "forbidden"]);
  assert.match(watched.workOf("walk").reason ?? "", /CAP_NET_ADMIN/);
  assert.equal(watched.levelOf("usage"), "ok");
});

test("a dump that hangs is cut off, what it was to renew grows too old, and the next one follows", async (t) => {
  const watched = new WatchedNode(t);
  await watched.begin();
  watched.node.dump = () => new Promise(() => {});
  await watched.pass(75);
  assert.equal(watched.watcher.status().snapshot.parts.tableComposition?.status, "failed");
  assert.equal(watched.levelOf("client-share"), "not-evaluated");
  assert.equal(watched.levelOf("usage"), "ok");
  await watched.pass(15);
  assert.equal(watched.workOf("walk").cutOffs, 1);
  assert.equal(watched.workOf("walk").isStale, true);
  watched.node.dump = smallDump;
  await watched.pass(90);
  assert.equal(watched.watcher.status().snapshot.parts.tableComposition?.status, "present");
  assert.equal(watched.workOf("walk").isStale, false);
});

test("a card that does not answer is cut off by itself, reported, and holds up nothing", async (t) => {
  const watched = new WatchedNode(t);
  watched.addCard("eth0");
  watched.node.statistics = () => new Promise(() => {});
  await watched.begin();
  await watched.pass(10);
  const { interfaceAllowances, tableUsage } = watched.watcher.status().snapshot.parts;
  assert.equal(interfaceAllowances?.status, "failed");
  assert.match(interfaceAllowances?.status === "failed" ? interfaceAllowances.reason : "", /cut off after 5000 ms/);
  assert.equal(tableUsage?.status, "present");
  assert.equal(watched.levelOf("instance-allowance"), "not-evaluated");
});

test("a bug in one part costs that part, is said with its stack, and the agent lives", async (t) => {
  const watched = new WatchedNode(t);
  watched.addCard("eth0");
  watched.node.statistics = () => Promise.reject(new TypeError("x is undefined"));
  watched.node.dump = () => Promise.reject(new RangeError("out of bounds"));
  await watched.begin();
  const { snapshot, judgement } = watched.watcher.status();
  const { interfaceAllowances } = snapshot.parts;
  assert.match(interfaceAllowances?.status === "failed" ? interfaceAllowances.reason : "", /a bug of this program: TypeError/);
  assert.equal(watched.levelOf("usage"), "ok");
  assert.ok(judgement !== undefined);
  assert.equal(watched.workOf("walk").reason, "out of bounds");
  for (const name of ["TypeError", "RangeError"])
    assert.ok(
      watched.said.some((line) => line.startsWith("error") && line.includes(`${name}: `)),
      name,
    );
});

test("a listener that breaks is said, and the others are told", async (t) => {
  const watched = new WatchedNode(t);
  let told = 0;
  watched.watcher.subscribe(() => {
    throw new TypeError("listener");
  });
  const end = watched.watcher.subscribe(() => told++);
  await watched.begin();
  assert.equal(told, 1);
  assert.ok(watched.said.some((line) => line.startsWith("error") && line.includes("listener")));
  end();
  await watched.pass(20);
  assert.equal(told, 1);
});

test("those who ask for a walk share it, and its judgement", async (t) => {
  const watched = new WatchedNode(t);
  let dumps = 0;
  watched.node.dump = (request, onBatch) => {
    dumps++;
    return smallDump(request, onBatch);
  };
  await watched.begin();
  let judged = 0;
  watched.watcher.subscribe(() => judged++);
  watched.track(777);
  const asked = [1, 2, 3].map(() => watched.watcher.walkNow(never));
  await watched.pass(1);
  const answers = await Promise.all(asked);
  assert.deepEqual(
    answers.map(({ walk }) => walk?.sample.count),
    [777, 777, 777],
  );
  assert.deepEqual([dumps, judged], [2, 1]);
});

test("who gives up is let go, too many are refused, and so is everybody at the end", async (t) => {
  const watched = new WatchedNode(t);
  await watched.begin();
  const answered = Promise.withResolvers<typeof wholeDump>();
  watched.node.dump = () => answered.promise;
  const impatient = new AbortController();
  const given = watched.watcher.walkNow(impatient.signal);
  impatient.abort(new Error("enough"));
  await assert.rejects(given, /enough/);
  const waiting = Array.from({ length: 32 }, () => watched.watcher.walkNow(never));
  await assert.rejects(watched.watcher.walkNow(never), (error) => error instanceof WalkRefused && error.retryAfterSeconds > 0);
  await watched.pass(1);
  answered.resolve(wholeDump);
  await watched.pass(1);
  assert.equal((await Promise.all(waiting)).length, 32);
  await watched.watcher.close();
  await assert.rejects(watched.watcher.walkNow(never), WalkRefused);
});

test("an agent whose table fills says so alike in its forecast and its check", async (t) => {
  const watched = new WatchedNode(t);
  watched.countDrops(0);
  let count = 500;
  watched.node.dump = async (_, onBatch) => {
    onBatch(
      flowBatchOf(Array.from({ length: count }, (__, n) => ({ from: `10.0.${n >> 8}.${n & 255}`, to: "10.9.0.1", timeout: 86_000 }))),
    );
    return { ...wholeDump, entries: count };
  };
  watched.track(count, 4000);
  await watched.begin();
  for (let second = 0; second < 90; second++) {
    count += 30;
    watched.track(count, 4000);
    await watched.pass(1);
  }
  const { forecast, judgement } = watched.watcher.status();
  assert.equal(forecast.kind, "fills");
  assert.equal(watched.levelOf("time-to-full"), "issue");
  assert.ok(judgement?.diagnosis.verdict.limit === "approaching-limit", judgement?.diagnosis.verdict.limit);
});
