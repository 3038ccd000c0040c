import assert from "node:assert/strict";
import { test } from "node:test";
import { quietComposition, topItem, withSources } from "../checks/composition.case.ts";
import { type AddressClaim, type AddressOwners, noAddressOwners } from "../model/address-owners.ts";
import type { NodeSnapshot } from "../model/node-snapshot.ts";
import type { TableComposition } from "../model/table-composition.ts";
import type { CauseId, Culprit } from "../model/verdict.ts";
import { causeCulprit, findCulprits, tableHolders } from "./culprits.ts";

const takenAtMs = 1000;

function claim(address: string, workload: string, pod: string): AddressClaim {
  return {
    address,
    owner: { kind: "pod", namespace: "shop", name: pod, workload: { kind: "Deployment", namespace: "shop", name: workload } },
  };
}

function snapshot(table: TableComposition, owners?: Partial<AddressOwners>): NodeSnapshot {
  const reading = <T>(value: T) => ({ status: "present", value, source: "s", takenAtMs }) as const;
  const names = owners === undefined ? {} : { addressOwners: reading({ ...noAddressOwners, ...owners }) };
  return { node: "n", takenAtMs, monotonicMs: 0, parts: { tableComposition: reading(table), ...names } };
}

const culpritsOf = (now: NodeSnapshot) => findCulprits("own", now, tableHolders(now));
const of = (cause: CauseId, now: NodeSnapshot) => causeCulprit(cause, now, tableHolders(now));

const replicas = Array.from({ length: 30 }, (_, at) => `10.0.4.${10 + at}`);
const replicaClaims = replicas.map((address, at) => claim(address, "checkout", `checkout-${at}`));
/** Thirty pods with a fiftieth of the table each, the first one a little more, and a client with a tenth. */
const table = withSources(topItem("10.0.1.5", 200), topItem(replicas[0]!, 60), ...replicas.slice(1).map((address) => topItem(address, 40)));

test("pods of one workload are one culprit, though none of them is large", () => {
  const [first, second] = culpritsOf(snapshot(table, { claims: replicaClaims }));
  assert.deepEqual(first && rounded(first), {
    ...{ kind: "client", name: "Deployment shop/checkout", pod: "shop/checkout-0", address: "10.0.4.10", pods: 30 },
    ...{ entries: 1220, share: 0.61 },
  });
  assert.deepEqual(second, { kind: "client", name: "10.0.1.5", entries: 200, share: 0.1 });
});

test("without names only the one that is large by itself is named", () => {
  assert.deepEqual(
    culpritsOf(snapshot(table)).map(({ name }) => name),
    ["10.0.1.5"],
  );
});

test("where the list ends before some of its pods a workload has at least so much, and an address has what it has", () => {
  const { sources } = table.top;
  const cut = { ...table, top: { ...table.top, sources: { ...sources, items: sources.items.slice(0, 20), distinct: 60 } } };
  const [first, second] = culpritsOf(snapshot(cut, { claims: replicaClaims }));
  assert.deepEqual([first?.isAtLeast, first?.pods, first?.entries], [true, 19, 780]);
  assert.equal(second?.isAtLeast, undefined);
  const [whole] = culpritsOf(snapshot(cut, { claims: replicaClaims.slice(0, 19) }));
  assert.equal(whole?.isAtLeast, undefined);
});

test("a pod with an address of each family is one pod", () => {
  const both = withSources(topItem("10.0.4.10", 300), topItem("fd00::4:10", 200));
  const [first] = culpritsOf(snapshot(both, { claims: [claim("10.0.4.10", "db", "db-x"), claim("fd00::4:10", "db", "db-x")] }));
  assert.deepEqual([first?.entries, first?.pods, first?.address], [500, undefined, "10.0.4.10"]);
});

const kinds: readonly (readonly [CauseId, Parameters<typeof topItem>[2]])[] = [
  ["connection-leak", { kinds: { idleOverOneHour: 150 } }],
  ["connection-churn", { kinds: { timeWait: 150 } }],
  ["burst-or-retry-storm", { kinds: { synSent: 150 } }],
  ["udp-accumulation", { kinds: { udp: 150 } }],
];

for (const [cause, shape] of kinds)
  test(`${cause} points at the workload whose pods have most of it together, by the pod with the most`, () => {
    const alone = topItem("10.0.1.5", 400, { kinds: Object.fromEntries(Object.keys(shape?.kinds ?? {}).map((kind) => [kind, 250])) });
    const pods = [topItem("10.0.4.10", 300, { kinds: {} }), topItem("10.0.4.11", 180, shape), topItem("10.0.4.12", 160, shape)];
    const culprit = of(cause, snapshot(withSources(alone, ...pods), { claims: replicaClaims }));
    assert.deepEqual(culprit && rounded(culprit), {
      ...{ kind: "client", name: "Deployment shop/checkout", pod: "shop/checkout-1", address: "10.0.4.11", pods: 3 },
      ...{ entries: 640, share: 0.32 },
    });
    assert.equal(of(cause, snapshot(withSources(alone, ...pods)))?.name, "10.0.1.5");
  });

test("fan-out points at the workload of the client with the most destinations, which are not added up", () => {
  const sources = withSources(
    topItem("10.0.4.10", 300, { peers: 90 }),
    topItem("10.0.4.11", 290, { peers: 80 }),
    topItem("10.0.1.5", 120, { peers: 120 }),
  );
  assert.equal(of("fan-out", snapshot(sources, { claims: replicaClaims }))?.name, "10.0.1.5");
});

test("probes are those of the node's own addresses, by the node's name", () => {
  const sources = withSources(
    topItem("10.0.4.10", 600, { kinds: { timeWait: 600 } }),
    topItem("192.168.0.1", 300, { kinds: { timeWait: 300 } }),
  );
  const now = snapshot(sources, { claims: replicaClaims, nodes: [{ address: "192.168.0.1", name: "worker-1", isOwn: true }] });
  const localAddresses = { status: "present", value: ["192.168.0.1"], source: "s", takenAtMs } as const;
  const culprit = of("probe-load", { ...now, parts: { ...now.parts, localAddresses } });
  assert.deepEqual([culprit?.name, culprit?.address, culprit?.entries], ["node worker-1", "192.168.0.1", 300]);
});

test("nobody is blamed for a table that was not walked", () => {
  const now: NodeSnapshot = { node: "n", takenAtMs, monotonicMs: 0, parts: {} };
  assert.deepEqual(culpritsOf(now), []);
  assert.equal(of("connection-leak", snapshot(quietComposition)), undefined);
});

function rounded(culprit: Culprit): Culprit {
  return { ...culprit, share: Math.round(culprit.share * 1000) / 1000 };
}
