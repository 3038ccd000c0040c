import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type AddressOwners, noAddressOwners } from "../../model/address-owners.ts";
import { kernelDefaultTimeouts } from "../../model/conntrack-timeouts.ts";
import { noState } from "../../model/flow-batch.ts";
import { flowStatusBit } from "../../model/flow-status.ts";
import { ipProtocol, protocolName } from "../../model/ip-protocol.ts";
import { namespaceText, type Owner, ownerText, workloadText } from "../../model/owner.ts";
import { type TableTraffic, type TrafficGroup, trafficDimensions } from "../../model/table-traffic.ts";
import { tcpState, tcpStateNames } from "../../model/tcp-state.ts";
import { compileFlowFilter } from "../flow-filter.ts";
import { type FlowRow, flowBatchOf } from "../flow-row.case.ts";
import { OwnerIndex } from "../owners/owner-index.ts";
import { TableAggregate } from "../table-aggregate.ts";
import { TrafficCounter, type TrafficCounterOptions } from "./traffic-counter.ts";

const nowMs = 1_700_000_000_000;
const timeouts = { ...kernelDefaultTimeouts, tcpEstablished: 86_400 };

const podOf = (number: number): Owner => ({
  kind: "pod",
  name: `pod-${number}`,
  namespace: `ns-${number % 2}`,
  ...(number % 3 === 0 ? {} : { workload: { kind: "Deployment", namespace: `ns-${number % 2}`, name: `deployment-${number % 2}` } }),
});

/** Pods 0 to 5 have an address of each family. */
const owners: AddressOwners = {
  ...noAddressOwners,
  claims: [0, 1, 2, 3, 4, 5].flatMap((number) => [
    { address: `10.0.0.${number}`, owner: podOf(number) },
    { address: `fd00::${number}`, owner: podOf(number) },
  ]),
  services: [80, 443].map((port) => ({
    ...{ address: "10.96.0.1", protocol: ipProtocol.tcp, port },
    owner: { kind: "service" as const, name: `service-${port}`, namespace: "ns-0" },
  })),
};
const names = new Map(owners.claims.map(({ address, owner }) => [address, owner]));

function count(batches: readonly (readonly FlowRow[])[], options: Partial<TrafficCounterOptions> = {}): TableTraffic {
  const counter = new TrafficCounter({
    owners: new OwnerIndex(owners, nowMs),
    timeouts,
    nowMs,
    topGroups: 1000,
    expectedEntries: 1000,
    ...options,
  });
  for (const rows of batches) counter.add(flowBatchOf(rows));
  return counter.compose();
}

/** What one entry says, found out by asking one entry after the other. */
interface Said {
  readonly keys: Readonly<Record<(typeof trafficDimensions)[number], string>>;
  readonly serverKeys: Readonly<Record<"workload" | "pod" | "namespace", string>>;
  readonly timeout: string;
  readonly isYoung: boolean;
  readonly isUnreplied: boolean;
  readonly idleSeconds: number | undefined;
}

function saidBy(row: FlowRow): Said {
  const { from, to, replyFrom = to, ports = [40_000, 80], protocol = ipProtocol.tcp, state = noState, status = assured, timeout } = row;
  const client = names.get(from);
  const server = names.get(replyFrom);
  const [kind, configured] = timeoutOf(protocol, state, status, timeout);
  const age = configured === undefined || timeout === undefined || timeout > configured ? undefined : configured - timeout;
  const window = { tcpSynSent: 10, tcpTimeWait: 10, tcpClose: 5, udp: 10 }[kind];
  const isService = to === "10.96.0.1" && protocol === ipProtocol.tcp && (ports[1] === 80 || ports[1] === 443);
  const name = protocolName(protocol);
  return {
    keys: {
      workload: client === undefined ? from : workloadText(client),
      pod: client === undefined ? from : ownerText(client),
      namespace: client === undefined ? "(unnamed)" : namespaceText(client),
      service: isService ? `ns-0/service-${ports[1]}` : "(no service)",
      server: server === undefined ? replyFrom : ownerText(server),
      destination: to,
      port: protocol === ipProtocol.icmp || ports[1] === 0 ? name : `${name}/${ports[1]}`,
      state: (protocol === ipProtocol.tcp ? tcpStateNames[state] : undefined) ?? name,
    },
    serverKeys: {
      workload: server === undefined ? replyFrom : workloadText(server),
      pod: server === undefined ? replyFrom : ownerText(server),
      namespace: server === undefined ? "(unnamed)" : namespaceText(server),
    },
    timeout: kind,
    isYoung: window !== undefined && age !== undefined && age <= window,
    isUnreplied: (status & flowStatusBit.seenReply) === 0,
    idleSeconds: kind === "tcpEstablished" ? age : undefined,
  };
}

function timeoutOf(protocol: number, state: number, status: number, timeout: number | undefined): readonly [string, number?] {
  if (timeout === undefined || (status & flowStatusBit.offload) !== 0) return ["other"];
  if (protocol === ipProtocol.icmp) return ["icmp", 30];
  if (protocol === ipProtocol.gre) return ["other"];
  if (protocol === ipProtocol.esp) return ["generic", 600];
  if (protocol === ipProtocol.udp) return (status & flowStatusBit.assured) === 0 ? ["udp", 30] : ["udpStream", 120];
  switch (state) {
    case tcpState.synSent:
      return ["tcpSynSent", 120];
    case tcpState.established:
      return timeout <= 300 ? ["tcpUnacknowledged"] : ["tcpEstablished", 86_400];
    case tcpState.timeWait:
      return ["tcpTimeWait", 120];
    case tcpState.close:
      return ["tcpClose", 10];
    case tcpState.lastAck:
      return ["tcpLastAck", 30];
    default:
      return ["other"];
  }
}

const assured = flowStatusBit.seenReply | flowStatusBit.assured;
const anAddress = fc.constantFrom(...[..."012345"].map((last) => `10.0.0.${last}`), "198.51.100.1", "198.51.100.2", "10.96.0.1");
const anAddress6 = fc.constantFrom("fd00::1", "fd00::3", "2001:db8::1");
const anyRow: fc.Arbitrary<FlowRow> = fc
  .record({
    isIpv6: fc.boolean(),
    protocol: fc.constantFrom(
      ipProtocol.tcp,
      ipProtocol.tcp,
      ipProtocol.tcp,
      ipProtocol.udp,
      ipProtocol.udp,
      ipProtocol.icmp,
      ipProtocol.gre,
      ipProtocol.esp,
    ),
    state: fc.constantFrom(
      tcpState.synSent,
      tcpState.established,
      tcpState.timeWait,
      tcpState.close,
      tcpState.lastAck,
      tcpState.synSent2,
      noState,
    ),
    status: fc.constantFrom(0, flowStatusBit.seenReply, assured, assured, assured | flowStatusBit.offload),
    timeout: fc.option(fc.oneof(fc.integer({ min: 0, max: 125 }), fc.integer({ min: 0, max: 90_000 })), { nil: undefined }),
    addresses: fc.tuple(anAddress, anAddress, anAddress),
    addresses6: fc.tuple(anAddress6, anAddress6, anAddress6),
    ports: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom(0, 53, 80, 443, 8080)),
  })
  .map(({ isIpv6, addresses, addresses6, timeout, ...row }) => {
    const [from, to, replyFrom] = isIpv6 ? addresses6 : addresses;
    return { ...row, from, to, replyFrom, ...(timeout === undefined ? {} : { timeout }) };
  });
const anyBatches = fc.array(fc.array(anyRow, { maxLength: 60 }), { maxLength: 4 });

/** Entries are told apart by protocol and original tuple; the first one counts. */
function distinct(rows: readonly FlowRow[]): readonly FlowRow[] {
  const byTuple = new Map<string, FlowRow>();
  for (const row of rows) {
    const key = `${row.protocol} ${row.from} ${row.to} ${row.ports?.join()}`;
    if (!byTuple.has(key)) byTuple.set(key, row);
  }
  return [...byTuple.values()];
}

function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

type PlainGroup = Omit<TrafficGroup, "key" | "births" | "peers" | "share">;

function naiveGroups(said: readonly Said[], dimension: (typeof trafficDimensions)[number]): Record<string, PlainGroup> {
  const servers = dimension === "workload" || dimension === "pod" || dimension === "namespace" ? dimension : undefined;
  const clients = Map.groupBy(said, ({ keys }) => keys[dimension]);
  const serving = tally(servers === undefined ? [] : said.map(({ serverKeys }) => serverKeys[servers]));
  const nobodies = new Set(
    owners.claims.map(({ owner }) => ({ workload: workloadText(owner), pod: ownerText(owner), namespace: "" })[servers ?? "pod"]),
  );
  const keys = new Set([...clients.keys(), ...Object.keys(serving).filter((key) => servers === "namespace" || nobodies.has(key))]);
  return Object.fromEntries(
    [...keys].map((key) => {
      const own = clients.get(key) ?? [];
      const idle = own.flatMap(({ idleSeconds }) => (idleSeconds === undefined ? [] : [idleSeconds]));
      const isNamed = servers === "namespace" || nobodies.has(key);
      const asServer = serving[key] ?? (isNamed ? 0 : undefined);
      return [
        key,
        {
          entries: own.length,
          byTimeout: tally(own.map(({ timeout }) => timeout)),
          youngByTimeout: tally(own.filter(({ isYoung }) => isYoung).map(({ timeout }) => timeout)),
          unreplied: own.filter(({ isUnreplied }) => isUnreplied).length,
          idleOverOneHour: idle.filter((seconds) => seconds >= 3600).length,
          ...(idle.length === 0 ? {} : { oldestIdleSeconds: Math.max(...idle) }),
          ...(servers === undefined || asServer === undefined ? {} : { asServer }),
        },
      ];
    }),
  );
}

test("every figure of every group is what asking one entry after the other gives", () => {
  fc.assert(
    fc.property(anyBatches, (batches) => {
      const traffic = count(batches);
      const said = distinct(batches.flat()).map(saidBy);
      assert.equal(traffic.total, said.length);
      assert.equal(traffic.named, distinct(batches.flat()).filter(({ from }) => names.has(from)).length);
      assert.deepEqual({ ...traffic.byTimeout }, tally(said.map(({ timeout }) => timeout)));
      for (const dimension of trafficDimensions) {
        const { groups, exact, errorBound, distinct: distinctKeys } = traffic.by[dimension];
        const plain = groups.map(({ key, births: _, peers: __, share: ___, ...figures }) => [key, figures]);
        assert.deepEqual(Object.fromEntries(plain), naiveGroups(said, dimension), dimension);
        assert.deepEqual({ exact, errorBound, distinctKeys }, { exact: true, errorBound: 0, distinctKeys: groups.length });
      }
    }),
  );
});

test("the groups of each dimension together are the table", () => {
  fc.assert(
    fc.property(anyBatches, (batches) => {
      const { total, births, by } = count(batches);
      for (const { groups } of Object.values(by)) {
        assert.equal(
          groups.reduce((sum, { entries }) => sum + entries, 0),
          total,
        );
        assert.ok(Math.abs(groups.reduce((sum, { births: own }) => sum + (own?.perSecond ?? 0), 0) - (births?.perSecond ?? 0)) < 1e-6);
        const shares = groups.reduce((sum, { share }) => sum + share, 0);
        assert.ok(total === 0 || Math.abs(shares - 1) < 1e-9);
      }
    }),
  );
});

test("the order of batches changes nothing, nor how the rows are divided into them", () => {
  fc.assert(
    fc.property(anyBatches, (batches) => {
      // Of an entry that is listed twice the first one counts, so each stands once here.
      const rows = distinct(batches.flat());
      const expected = count([rows]);
      assert.deepEqual(count([rows.toReversed()]), expected);
      assert.deepEqual(count(rows.map((row) => [row])), expected);
    }),
  );
});

test("beside a TableAggregate that looks at the rows first the figures are those of a counter alone", () => {
  fc.assert(
    fc.property(anyBatches, fc.boolean(), (batches, isFiltered) => {
      const filter = isFiltered ? compileFlowFilter({ protocol: ipProtocol.udp }) : undefined;
      const options = filter === undefined ? {} : { filter };
      const aggregate = new TableAggregate({ timeouts, timeoutsFrom: "sysctl", keepsKeyNumbers: true, expectedEntries: 1000, ...options });
      const beside = new TrafficCounter({ owners: new OwnerIndex(owners, nowMs), timeouts, nowMs, topGroups: 1000 });
      for (const rows of batches) {
        const batch = flowBatchOf(rows);
        aggregate.add(batch);
        beside.addCounted(batch, aggregate.counted);
      }
      const traffic = beside.compose();
      assert.deepEqual(traffic, count(batches, options));
      const table = aggregate.compose({ malformedCount: 0, malformedExamples: [] });
      assert.equal(traffic.total, table.total);
      const entriesOf = (groups: readonly { readonly key: string; readonly entries: number }[]) =>
        Object.fromEntries(groups.map(({ key, entries }) => [key, entries]));
      assert.deepEqual(entriesOf(traffic.by.port.groups), entriesOf(table.top.ports.items));
      assert.deepEqual(entriesOf(traffic.by.destination.groups), entriesOf(table.top.destinations.items));
    }),
  );
});

test("without names every client goes by its address, and all are in no namespace", () => {
  const counter = new TrafficCounter({ timeouts, nowMs });
  counter.add(
    flowBatchOf([
      { from: "10.0.0.1", to: "10.0.0.2" },
      { from: "10.0.0.2", to: "10.0.0.3", ports: [1, 2] },
    ]),
  );
  const { named, by } = counter.compose();
  assert.equal(named, 0);
  assert.deepEqual(
    by.workload.groups.map(({ key, asServer, peers }) => ({ key, asServer, peers })),
    [
      { key: "10.0.0.2", asServer: 1, peers: 1 },
      { key: "10.0.0.1", asServer: undefined, peers: 1 },
    ],
  );
  assert.deepEqual(
    by.namespace.groups.map(({ key, entries, asServer }) => ({ key, entries, asServer })),
    [{ key: "(unnamed)", entries: 2, asServer: 2 }],
  );
});

test("an empty table has no groups and no division by zero", () => {
  const traffic = count([]);
  assert.equal(traffic.total, 0);
  assert.equal(traffic.births?.perSecond, 0);
  for (const { groups, distinct: keys } of Object.values(traffic.by)) assert.deepEqual({ groups, keys }, { groups: [], keys: 0 });
});

test("only so many groups are told as are asked for, those with the most entries", () => {
  const rows = [1, 2, 3, 4].flatMap((last) =>
    Array.from({ length: last }, (_, port) => ({ from: `198.51.100.${last}`, to: "10.0.0.1", ports: [port, 80] as const })),
  );
  const { by } = count([rows], { topGroups: 2 });
  assert.deepEqual(
    by.pod.groups.map(({ key, entries }) => [key, entries]),
    [
      ["198.51.100.4", 4],
      ["198.51.100.3", 3],
    ],
  );
  assert.equal(by.pod.distinct, 5, "four clients, and the pod that answers them");
});

test("a workload's peers are those of its pods together, each counted once", () => {
  const rows = ["10.0.0.2", "10.0.0.4", "fd00::2"].flatMap((from) =>
    Array.from({ length: 40 }, (_, number) => ({ from, to: from.includes(":") ? `2001:db8::${number}` : `198.51.100.${number}` })),
  );
  const { by } = count([rows]);
  const peersOf = (groups: readonly TrafficGroup[], key: string) => groups.find((group) => group.key === key)?.peers ?? 0;
  // Pods 2 and 4 ask the same forty, and 2 with its other address forty more. The bitmap is good to a few percent.
  assert.ok(Math.abs(peersOf(by.workload.groups, "Deployment ns-0/deployment-0") - 80) <= 12);
  assert.ok(Math.abs(peersOf(by.pod.groups, "ns-0/pod-2") - 80) <= 12);
  assert.ok(Math.abs(peersOf(by.pod.groups, "ns-0/pod-4") - 40) <= 6);
});

test("more destinations, ports and clients than have counters with details are counted all the same", () => {
  const clients = 70_000;
  const counter = new TrafficCounter({ owners: new OwnerIndex(owners, nowMs), timeouts, nowMs, topGroups: 3 });
  const aggregate = new TableAggregate({ timeouts, timeoutsFrom: "sysctl", topItems: 3 });
  for (let from = 0; from < clients; from += 1000) {
    const rows = Array.from({ length: 1000 }, (_, index) => {
      const number = from + index;
      const address = `100.64.${(number >> 8) & 255}.${number & 255}`;
      const other = `10${number >> 16}.1.${(number >> 8) & 255}.${number & 255}`;
      // The last tenth of all is a pod's, to destinations of which each is asked once.
      return number % 10 === 9
        ? { from: "10.0.0.1", to: other, ports: [number & 0xffff, 80] as const }
        : { from: address, to: other, ports: [1, number & 0x7fff] as const };
    });
    const batch = flowBatchOf([...rows, { from: "198.51.100.9", to: "10.96.0.1", ports: [from / 1000, 80] }]);
    counter.add(batch);
    aggregate.add(batch);
  }
  const traffic = counter.compose();
  const table = aggregate.compose({ malformedCount: 0, malformedExamples: [] });
  assert.equal(traffic.total, table.total);
  assert.equal(traffic.named, clients / 10);
  const [pod, busiest] = traffic.by.pod.groups;
  assert.deepEqual(
    { key: pod?.key, entries: pod?.entries, byTimeout: pod?.byTimeout },
    { key: "ns-1/pod-1", entries: 7000, byTimeout: { other: 7000 } },
  );
  assert.deepEqual({ key: busiest?.key, entries: busiest?.entries }, { key: "198.51.100.9", entries: 70 });
  assert.deepEqual(
    traffic.by.service.groups.map(({ key, entries }) => [key, entries]),
    [
      ["(no service)", clients],
      ["ns-0/service-80", 70],
    ],
  );
  assert.equal(traffic.by.namespace.groups[0]?.entries, clients - clients / 10 + 70);
  assert.deepEqual(
    traffic.by.destination.groups.map(({ key, entries }) => ({ key, entries })),
    table.top.destinations.items.map(({ key, entries }) => ({ key, entries })),
  );
  assert.equal(traffic.by.destination.distinct, clients + 1);
});

test("beyond the counters for every key the frequent ones stay, with the bound of their error", () => {
  const counter = new TrafficCounter({ owners: new OwnerIndex(owners, nowMs), timeouts, nowMs, topGroups: 5, maxExactKeys: 66_000 });
  for (let from = 0; from < 80_000; from += 1000) {
    const rows = Array.from({ length: 1000 }, (_, index) => ({
      from: `10${(from + index) >> 16}.2.${((from + index) >> 8) & 255}.${(from + index) & 255}`,
      to: "198.51.100.1",
    }));
    counter.add(
      flowBatchOf([
        ...rows,
        { from: "10.0.0.2", to: "198.51.100.1", ports: [from / 1000, 1] },
        { from: "192.0.2.1", to: "198.51.100.1", ports: [from / 1000, 2] },
      ]),
    );
  }
  const { total, named, by } = counter.compose();
  assert.equal(total, 80_160);
  assert.equal(named, 80);
  assert.equal(by.pod.exact, false);
  assert.ok(by.pod.errorBound > 0);
  const pod = by.pod.groups.find(({ key }) => key === "ns-0/pod-2");
  assert.equal(pod?.entries, 80, "who has a name is counted exactly");
  const frequent = by.pod.groups.find(({ key }) => key === "192.0.2.1");
  assert.ok(frequent !== undefined && frequent.entries >= 80 && frequent.entries <= 80 + by.pod.errorBound);
});
