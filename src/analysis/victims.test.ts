import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Counters, PodNetwork } from "../model/node-snapshot.ts";
import { findVictims } from "./victims.ts";

const still: Counters = { tcpSynRetrans: 40, tcpTimeouts: 60, tcpAttemptFails: 9, udpSndbufErrors: 0, ipOutDiscards: 0, ipOutNoRoutes: 0 };

function network(inode: number, counters: Counters = {}, rest: Partial<PodNetwork> = {}): PodNetwork {
  return { inode, pid: inode, name: `pod-${inode}`, isOwn: false, counters: { ...still, ...counters }, ...rest };
}

const whatOf = ({ victims }: ReturnType<typeof findVictims>) => victims.map(({ name, what, increase }) => [name, what, increase]);

const cases: readonly {
  readonly name: string;
  readonly earlier: readonly PodNetwork[];
  readonly now: readonly PodNetwork[];
  readonly windowSeconds?: number;
  readonly finds: readonly (readonly [string, string, number])[];
}[] = [
  { name: "counters that stand still are nobody's suffering, however large", earlier: [network(1)], now: [network(1)], finds: [] },
  {
    name: "a pod whose SYNs are dropped retransmits them, and its time-outs are the same event",
    earlier: [network(1), network(2)],
    now: [network(1, { tcpSynRetrans: 120, tcpTimeouts: 140 }), network(2)],
    finds: [["pod-1", "syn-retransmits", 80]],
  },
  {
    name: "one connection to a host that is gone makes no victim",
    earlier: [network(1)],
    now: [network(1, { tcpSynRetrans: 42, tcpTimeouts: 62 })],
    finds: [],
  },
  {
    name: "five within a long window are too few a second",
    earlier: [network(1)],
    now: [network(1, { tcpSynRetrans: 50, tcpTimeouts: 70 })],
    windowSeconds: 60,
    finds: [],
  },
  {
    name: "the one that suffers most comes first",
    earlier: [network(1), network(2), network(3)],
    now: [
      network(1, { tcpSynRetrans: 50, tcpTimeouts: 70 }),
      network(2, { ipOutDiscards: 90 }),
      network(3, { tcpSynRetrans: 70, tcpTimeouts: 90 }),
    ],
    finds: [
      ["pod-2", "unsent", 90],
      ["pod-3", "syn-retransmits", 30],
      ["pod-1", "syn-retransmits", 10],
    ],
  },
  {
    name: "what a full table does is told before what happens more often for other reasons",
    earlier: [network(1)],
    now: [network(1, { tcpSynRetrans: 50, tcpTimeouts: 70, tcpAttemptFails: 999 })],
    finds: [["pod-1", "syn-retransmits", 10]],
  },
  {
    name: "time-outs of open connections are told apart from those of attempts",
    earlier: [network(1)],
    now: [network(1, { tcpTimeouts: 90 })],
    finds: [["pod-1", "timeouts", 30]],
  },
  {
    name: "a number that was given to another namespace counts from its beginning",
    earlier: [network(1, { tcpSynRetrans: 5000, tcpTimeouts: 5000 })],
    now: [network(1, { tcpSynRetrans: 12, tcpTimeouts: 12, tcpAttemptFails: 0 })],
    finds: [["pod-1", "syn-retransmits", 12]],
  },
  {
    name: "a counter that this kernel does not have says nothing",
    earlier: [{ ...network(1), counters: {} }],
    now: [{ ...network(1), counters: { tcpSynRetrans: 900 } }],
    finds: [],
  },
  { name: "one sample twice has no window", earlier: [network(1)], now: [network(1, { tcpSynRetrans: 900 })], windowSeconds: 0, finds: [] },
];

for (const { name, earlier, now, windowSeconds = 2, finds } of cases) {
  test(name, () => assert.deepEqual(whatOf(findVictims(earlier, now, windowSeconds)), finds));
}

test("namespaces that begin or end within the window are counted and accused of nothing", () => {
  const { victims, ...counts } = findVictims([network(1), network(2)], [network(2), network(3, { tcpSynRetrans: 900 })], 2);
  assert.deepEqual(victims, []);
  assert.deepEqual(counts, { compared: 1, appeared: 1, vanished: 1 });
});

test("without numbers a namespace is found again by its process", () => {
  const { inode: _, ...unnumbered } = network(7);
  const later = { ...unnumbered, counters: { ...still, tcpSynRetrans: 60, tcpTimeouts: 80 } };
  assert.equal(findVictims([unnumbered], [later], 2).victims.length, 1);
});

test("what else a victim suffers stands beside it with its rate", () => {
  const [victim] = findVictims(
    [network(1, {}, { namespace: "shop" })],
    [network(1, { tcpSynRetrans: 60, tcpTimeouts: 90, tcpAttemptFails: 29 }, { namespace: "shop" })],
    2,
  ).victims;
  assert.deepEqual(victim, {
    name: "pod-1",
    namespace: "shop",
    isOwn: false,
    what: "syn-retransmits",
    increase: 20,
    perSecond: 10,
    also: [
      { what: "failed-attempts", increase: 20, perSecond: 10 },
      { what: "timeouts", increase: 10, perSecond: 5 },
    ],
  });
});

test("whatever the counters say, no victim has less than the threshold and each has something", () => {
  const counters = fc.record({
    tcpSynRetrans: fc.nat(100),
    tcpTimeouts: fc.nat(100),
    tcpAttemptFails: fc.nat(100),
    ipOutDiscards: fc.nat(100),
  });
  const networks = fc.uniqueArray(fc.record({ inode: fc.nat(8), counters }), { selector: ({ inode }) => inode });
  const named = (list: readonly { readonly inode: number; readonly counters: Counters }[]) =>
    list.map(({ inode, counters }) => ({ inode, pid: inode, name: "p", isOwn: false, counters }));
  fc.assert(
    fc.property(networks, networks, fc.integer({ min: 1, max: 60 }), (earlier, now, windowSeconds) => {
      const { victims, compared, appeared, vanished } = findVictims(named(earlier), named(now), windowSeconds);
      assert.equal(compared + appeared, now.length);
      assert.equal(compared + vanished, earlier.length);
      for (const { increase, perSecond } of victims) assert.ok(increase >= 5 && perSecond >= 1);
    }),
  );
});
