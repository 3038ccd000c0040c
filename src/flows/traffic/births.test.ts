import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { noAddressOwners } from "../../model/address-owners.ts";
import { kernelDefaultTimeouts } from "../../model/conntrack-timeouts.ts";
import { flowStatusBit } from "../../model/flow-status.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import { tcpState } from "../../model/tcp-state.ts";
import { compileFlowFilter } from "../flow-filter.ts";
import { type FlowRow, flowBatchOf } from "../flow-row.case.ts";
import { OwnerIndex } from "../owners/owner-index.ts";
import type { KnownEntries } from "./known-entries.ts";
import { TrafficCounter, type TrafficCounterOptions } from "./traffic-counter.ts";
import { youngWindows } from "./young-windows.ts";

const timeouts = kernelDefaultTimeouts;
const startMs = 1_700_000_000_000;

interface Walk extends Partial<TrafficCounterOptions> {
  readonly atSeconds?: number;
  /** When the entries were received, where that is later than the beginning of the walk. */
  readonly receivedAtSeconds?: number;
}

function walk(rows: readonly FlowRow[], { atSeconds = 0, receivedAtSeconds = atSeconds, ...options }: Walk = {}): TrafficCounter {
  const monotonicMs = 5000 + atSeconds * 1000;
  const counter = new TrafficCounter({ timeouts, nowMs: startMs, monotonicMs, expectedEntries: 1000, remember: true, ...options });
  counter.add(flowBatchOf(rows), 5000 + receivedAtSeconds * 1000);
  return counter;
}

function bornBetween(before: FlowRow, after: FlowRow, afterSeconds: number, options: Walk = {}): number {
  const earlier = walk([before]).known();
  const { births } = walk([after], { atSeconds: afterSeconds, earlier, ...options }).compose();
  assert.equal(births?.method, "countdown+difference");
  assert.equal(births.overSeconds, afterSeconds);
  return births.perSecond * afterSeconds;
}

const tuple = { from: "10.0.0.1", to: "10.0.0.2" } as const;
const udp = { ...tuple, protocol: ipProtocol.udp } as const;
const inState = (state: number, timeout: number): FlowRow => ({ ...tuple, state, timeout });
const { synSent, established, finWait, closeWait, lastAck, timeWait, close } = tcpState;

const pairs: readonly {
  readonly says: string;
  readonly before: FlowRow;
  readonly after: FlowRow;
  readonly over?: number;
  readonly born: number;
}[] = [
  { says: "an entry that was not there", before: { ...tuple, ports: [1, 1] }, after: inState(established, 400_000), born: 1 },
  { says: "the same entry in another zone", before: { ...tuple, zone: 1 }, after: tuple, born: 1 },
  { says: "an entry that stayed as it was", before: inState(established, 400_000), after: inState(established, 399_990), born: 0 },
  { says: "an attempt that got its answer", before: inState(synSent, 119), after: inState(established, 400_000), born: 0 },
  {
    says: "a repeated attempt, whose countdown begins again before Linux 5.14",
    before: inState(synSent, 100),
    after: inState(synSent, 119),
    born: 0,
  },
  { says: "a connection that was closed", before: inState(established, 400_000), after: inState(timeWait, 119), born: 0 },
  { says: "one that was being closed", before: inState(finWait, 100), after: inState(timeWait, 119), born: 0 },
  { says: "one that was closed by its server", before: inState(closeWait, 50), after: inState(timeWait, 119), born: 0 },
  { says: "one that was reset", before: inState(established, 400_000), after: inState(close, 9), born: 0 },
  { says: "one that was reset after its end", before: inState(timeWait, 100), after: inState(close, 9), born: 0 },
  { says: "one that goes on waiting", before: inState(timeWait, 100), after: inState(timeWait, 90), born: 0 },
  { says: "one whose wait looks a second longer, by rounding", before: inState(timeWait, 100), after: inState(timeWait, 91), born: 0 },
  { says: "a tuple that was opened and closed again", before: inState(timeWait, 100), after: inState(timeWait, 119), born: 1 },
  { says: "the same three seconds apart", before: inState(timeWait, 118), after: inState(timeWait, 119), over: 3, born: 1 },
  { says: "a tuple that was opened again", before: inState(timeWait, 100), after: inState(established, 432_000), born: 1 },
  { says: "an attempt on a closed tuple", before: inState(timeWait, 100), after: inState(synSent, 119), born: 1 },
  { says: "a tuple opened again and in the middle of its end", before: inState(timeWait, 100), after: inState(lastAck, 29), born: 1 },
  { says: "a tuple opened again after a reset", before: inState(close, 5), after: inState(established, 432_000), born: 1 },
  { says: "a tuple opened again after a reset, and closed", before: inState(close, 5), after: inState(timeWait, 119), born: 1 },
  { says: "a tuple that was reset twice", before: inState(close, 1), after: inState(close, 9), born: 1 },
  {
    says: "a client that sends on without an answer",
    before: { ...udp, status: 0, timeout: 20 },
    after: { ...udp, status: 0, timeout: 29 },
    born: 0,
  },
  {
    says: "a stream that became a single exchange",
    before: { ...udp, timeout: 100 },
    after: { ...udp, status: flowStatusBit.seenReply, timeout: 29 },
    born: 1,
  },
  {
    says: "an exchange that became a stream",
    before: { ...udp, status: flowStatusBit.seenReply, timeout: 20 },
    after: { ...udp, timeout: 119 },
    born: 0,
  },
];

for (const { says, before, after, over = 10, born } of pairs) {
  test(`${born === 0 ? "no birth" : "a birth"} between two walks: ${says}`, () => {
    assert.ok(Math.abs(bornBetween(before, after, over) - born) < 1e-9);
  });
}

test("200 connections on the same addresses and ports as before are 200 births", () => {
  const rows = (timeout: number) =>
    Array.from({ length: 200 }, (_, port) => ({ ...inState(timeWait, timeout), ports: [1024 + port, 80] as const }));
  const earlier = walk(rows(117)).known();
  const { births, turnover } = walk(rows(118), { atSeconds: 5, earlier }).compose();
  assert.equal(births?.perSecond, 40);
  assert.deepEqual(turnover, { overSeconds: 5, earlierByTimeout: { tcpTimeWait: 200 }, goneByTimeout: { tcpTimeWait: 200 } });
});

test("walks that are not equally fast are no births, where the time of each batch is told", () => {
  const before = walk([inState(timeWait, 100)], { receivedAtSeconds: 4 }).known();
  const { births } = walk([inState(timeWait, 94)], { atSeconds: 10, receivedAtSeconds: 10.2, earlier: before }).compose();
  assert.equal(births?.perSecond, 0);
});

test("what a filter left out before and lets through after was there", () => {
  const filter = compileFlowFilter({ tcpState: timeWait });
  assert.ok(filter);
  const earlier = walk([inState(established, 400_000)], { filter }).known();
  const { births, turnover } = walk([inState(timeWait, 119)], { atSeconds: 2, earlier, filter }).compose();
  assert.equal(births?.perSecond, 0);
  assert.deepEqual(turnover, { overSeconds: 2, earlierByTimeout: {}, goneByTimeout: {} });
});

test("what is gone is told by what it was", () => {
  const rows = (state: number, timeout: number, count: number) =>
    Array.from({ length: count }, (_, port) => ({ ...inState(state, timeout), ports: [port, state] as const }));
  const earlier = walk([...rows(timeWait, 60, 10), ...rows(established, 400_000, 4)]).known();
  const { turnover } = walk([...rows(timeWait, 30, 6), ...rows(established, 400_000, 3)], { atSeconds: 30, earlier }).compose();
  assert.deepEqual(turnover, {
    overSeconds: 30,
    earlierByTimeout: { tcpTimeWait: 10, tcpEstablished: 4 },
    goneByTimeout: { tcpTimeWait: 4, tcpEstablished: 1 },
  });
});

test("between walks so far apart that an entry can come and go, births are a floor", () => {
  const earlier = walk([tuple]).known();
  const floorAfter = (atSeconds: number) => walk([tuple], { atSeconds, earlier }).compose().births?.isFloor;
  assert.equal(floorAfter(9), false);
  assert.equal(floorAfter(10), true, "CLOSE lasts for ten seconds");
});

test("a clock that did not go on, and a walk that found no room for all, are not compared with", () => {
  const earlier = walk([tuple], { atSeconds: 10 }).known();
  const births = (known: KnownEntries, atSeconds: number) => walk([tuple], { atSeconds, earlier: known }).compose().births?.method;
  assert.equal(births(earlier, 10), "countdown");
  assert.equal(births(earlier, 9), "countdown");
  const crowded = new TrafficCounter({ timeouts, nowMs: startMs, remember: true, expectedEntries: 10 });
  for (let from = 0; from < 70_000; from += 1000)
    crowded.add(
      flowBatchOf(
        Array.from({ length: 1000 }, (_, index) => ({
          from: `10.1.${((from + index) >> 8) & 255}.${(from + index) & 255}`,
          to: `10.2.${from >> 16}.1`,
        })),
      ),
    );
  assert.equal(crowded.known().isComplete, false);
  assert.equal(births(crowded.known(), 1_800_000_000), "countdown");
});

test("a walk that was not to be remembered cannot be compared with", () => {
  assert.throws(() => walk([], { remember: false }).known());
});

test("young is who was born within the window, to the second that the kernel rounds down", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 119.99, noNaN: true }), fc.constantFrom(1, 3, 10, 60), (age, window) => {
      const { from, upTo } = youngWindows({ tcpTimeWait: 120 }, window);
      const remaining = Math.floor(120 - age);
      assert.equal(remaining >= from[1]! && remaining <= upTo[1]!, age <= window);
    }),
  );
});

test("each timeout has a window that it allows", () => {
  const { seconds, longestSeconds } = youngWindows({ tcpSynSent: 120, tcpTimeWait: 1, tcpClose: 10, udp: 3, tcpEstablished: 86_400 }, 10);
  assert.deepEqual([...seconds.slice(0, 5)], [10, 1, 5, 1, 0]);
  assert.equal(longestSeconds, 10);
});

const countdowns: readonly {
  readonly says: string;
  readonly rows: readonly FlowRow[];
  readonly options?: Walk;
  readonly births: object | undefined;
}[] = [
  {
    says: "each class by its own window",
    rows: [
      inState(timeWait, 115),
      { ...inState(close, 6), ports: [1, 1] },
      { ...inState(synSent, 119), ports: [2, 1] },
      { ...udp, status: 0, timeout: 21 },
    ],
    births: { perSecond: 0.1 + 0.2 + 0.1 + 0.1, overSeconds: 10, isFloor: false },
  },
  {
    says: "an answered datagram that is no stream",
    rows: [{ ...udp, status: flowStatusBit.seenReply, timeout: 25 }],
    births: { perSecond: 0.1, isFloor: false },
  },
  { says: "older ones are not counted", rows: [inState(timeWait, 109)], births: { perSecond: 0, plusMinus: 0.3 } },
  {
    says: "connections that are open are not seen being born",
    rows: [inState(established, 431_999)],
    births: { perSecond: 0, isFloor: true },
  },
  { says: "what is left of a longer timeout than is configured tells nothing", rows: [inState(timeWait, 121)], births: { perSecond: 0 } },
  {
    says: "an entry that never counts down tells nothing",
    rows: [{ ...inState(timeWait, 119), status: flowStatusBit.fixedTimeout }],
    births: { perSecond: 0 },
  },
  { says: "another window", rows: [inState(timeWait, 100)], options: { youngSeconds: 20 }, births: { perSecond: 0.05, overSeconds: 20 } },
  { says: "no window, no births", rows: [inState(timeWait, 119)], options: { youngSeconds: 0 }, births: undefined },
  { says: "no timeouts, no births", rows: [inState(timeWait, 119)], options: { timeouts: {} }, births: undefined },
];

for (const { says, rows, options, births } of countdowns) {
  test(`births from one walk: ${says}`, () => {
    const told = walk(rows, options).compose().births;
    if (births === undefined) assert.equal(told, undefined);
    else assert.deepEqual({ ...told, ...births, perSecond: 0 }, { ...told, perSecond: 0 });
    const expected = births !== undefined && "perSecond" in births ? Number(births.perSecond) : 0;
    assert.ok(Math.abs((told?.perSecond ?? 0) - expected) < 1e-9);
  });
}

test("the band of a rate is that of a Poisson count, and has the truth in it as often as it says", () => {
  let seed = 7;
  const random = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 4_294_967_296;
  };
  // Ten births a second on average, at times of their own.
  const wait = () => -Math.log(random()) / 10;
  let within = 0;
  const runs = 200;
  for (let run = 0; run < runs; run++) {
    const rows: FlowRow[] = [];
    let age = wait();
    while (age < 100) {
      rows.push({ ...inState(timeWait, Math.floor(120 - age)), ports: [rows.length & 0xffff, 1] });
      age += wait();
    }
    const { births } = walk(rows).compose();
    if (births !== undefined && Math.abs(births.perSecond - 10) <= births.plusMinus) within++;
  }
  assert.ok(within >= runs * 0.9 && within <= runs, `${within} of ${runs}`);
});

test("births of a workload are those of its pods", () => {
  const owners = new OwnerIndex(
    {
      ...noAddressOwners,
      claims: ["a", "b"].map((name, last) => ({
        address: `10.0.0.${last + 1}`,
        owner: { kind: "pod", name, namespace: "shop", workload: { kind: "Deployment", namespace: "shop", name: "web" } },
      })),
    },
    startMs,
  );
  const rows = [1, 1, 2].map((last, port): FlowRow => ({ ...inState(timeWait, 119), from: `10.0.0.${last}`, ports: [port, 80] }));
  const { by } = walk(rows, { owners }).compose();
  const perSecond = (groups: typeof by.pod.groups) => groups.map(({ key, births }) => [key, births?.perSecond]);
  assert.deepEqual(perSecond(by.workload.groups), [["Deployment shop/web", 0.3]]);
  assert.deepEqual(perSecond(by.pod.groups), [
    ["shop/a", 0.2],
    ["shop/b", 0.1],
  ]);
});
