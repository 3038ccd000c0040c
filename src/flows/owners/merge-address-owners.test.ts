import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type AddressClaim, type AddressOwners, noAddressOwners } from "../../model/address-owners.ts";
import { mergeAddressOwners } from "./merge-address-owners.ts";

function claim(name: string, address: string, sinceMs?: number, untilMs?: number): AddressClaim {
  return {
    ...{ address, owner: { kind: "pod", name, namespace: "shop" } },
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(untilMs === undefined ? {} : { untilMs }),
  };
}

const from = (more: Partial<AddressOwners>): AddressOwners => ({ ...noAddressOwners, ...more });

const merges: readonly {
  readonly what: string;
  readonly first: readonly AddressClaim[];
  readonly second: readonly AddressClaim[];
  readonly merged: readonly AddressClaim[];
}[] = [
  { what: "addresses of both are kept", first: [claim("a", "1")], second: [claim("b", "2")], merged: [claim("a", "1"), claim("b", "2")] },
  { what: "of one address the first is believed", first: [claim("a", "1")], second: [claim("b", "1")], merged: [claim("a", "1")] },
  {
    what: "an owner before the first one's time is kept up to then",
    first: [claim("a", "1", 500)],
    second: [claim("b", "1", 100)],
    merged: [claim("a", "1", 500), claim("b", "1", 100, 500)],
  },
  {
    what: "an owner that had ended before is kept as it is",
    first: [claim("a", "1", 500)],
    second: [claim("b", "1", 100, 200)],
    merged: [claim("a", "1", 500), claim("b", "1", 100, 200)],
  },
  {
    what: "an owner after the first one's end is kept",
    first: [claim("a", "1", 100, 200)],
    second: [claim("b", "1", 300)],
    merged: [claim("a", "1", 100, 200), claim("b", "1", 300)],
  },
  {
    what: "the same owner with another beginning is not repeated",
    first: [claim("a", "1", 500)],
    second: [claim("a", "1", 400)],
    merged: [claim("a", "1", 500)],
  },
  {
    what: "two claims of one source on one address do not fight each other",
    first: [],
    second: [claim("a", "1", 100, 200), claim("b", "1", 200)],
    merged: [claim("a", "1", 100, 200), claim("b", "1", 200)],
  },
];

for (const { what, first, second, merged } of merges)
  test(what, () => {
    assert.deepEqual(mergeAddressOwners([from({ claims: first }), from({ claims: second })]).claims, merged);
  });

test("of one port, and of one address and port, the first is believed", () => {
  const owner = (name: string) => ({ kind: "service", name, namespace: "shop" }) as const;
  const merged = mergeAddressOwners([
    from({
      from: ["one"],
      services: [{ address: "1", protocol: 6, port: 80, owner: owner("a") }],
      nodePorts: [{ protocol: 6, port: 30000, owner: owner("a") }],
      sockets: [{ protocol: 6, port: 22, owner: { kind: "unit", name: "ssh.service" } }],
    }),
    from({
      from: ["two", "one"],
      services: [
        { address: "1", protocol: 6, port: 80, owner: owner("b") },
        { address: "1", protocol: 17, port: 80, owner: owner("b") },
      ],
      nodePorts: [{ protocol: 6, port: 30000, owner: owner("b") }],
      sockets: [{ protocol: 6, port: 22, owner: { kind: "process", name: "sshd" } }],
    }),
  ]);
  assert.deepEqual(merged.from, ["one", "two"]);
  assert.deepEqual(
    merged.services.map(({ protocol, owner }) => [protocol, owner.name]),
    [
      [6, "a"],
      [17, "b"],
    ],
  );
  assert.deepEqual(
    merged.nodePorts.map(({ owner }) => owner.name),
    ["a"],
  );
  assert.deepEqual(
    merged.sockets.map(({ owner }) => owner.name),
    ["ssh.service"],
  );
});

test("a socket's pod is run by what the cluster says, also where it has no address of its own", () => {
  const pod = (name: string, kind?: string) => ({
    ...({ kind: "pod", namespace: "shop", name } as const),
    ...(kind === undefined ? {} : { workload: { kind, namespace: "shop", name: "told" } }),
  });
  const cluster = from({ hostPods: [pod("proxy-x2x4q", "DaemonSet")], claims: [{ address: "1", owner: pod("web-0", "StatefulSet") }] });
  const proc = from({
    sockets: [
      { protocol: 6, port: 1, owner: pod("proxy-x2x4q") },
      { protocol: 6, port: 2, owner: pod("web-0", "Deployment") },
      { protocol: 6, port: 3, owner: pod("static-node-a") },
      { protocol: 6, port: 4, owner: { kind: "unit", name: "proxy-x2x4q" } },
    ],
  });
  const merged = mergeAddressOwners([cluster, proc]);
  assert.deepEqual(
    merged.sockets.map(({ owner }) => owner.workload?.kind),
    ["DaemonSet", "StatefulSet", undefined, undefined],
  );
  assert.deepEqual(merged.hostPods, cluster.hostPods);
});

test("whoever says that an address is the own node's is believed, and with it the node's other addresses", () => {
  const merged = mergeAddressOwners([
    from({
      nodes: [
        { address: "192.168.0.1", name: "a", isOwn: false },
        { address: "203.0.113.1", name: "a", isOwn: false },
        { address: "192.168.0.2", name: "b", isOwn: false },
      ],
    }),
    from({ nodes: [{ address: "192.168.0.1", name: "localhost", isOwn: true }] }),
  ]);
  assert.deepEqual(merged.nodes, [
    { address: "192.168.0.1", name: "a", isOwn: true },
    { address: "203.0.113.1", name: "a", isOwn: true },
    { address: "192.168.0.2", name: "b", isOwn: false },
  ]);
});

const time = fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined });
const anyClaims = fc.array(
  fc
    .record({ name: fc.constantFrom("a", "b", "c"), address: fc.constantFrom("1", "2"), sinceMs: time, lasts: time })
    .map(({ name, address, sinceMs, lasts }) =>
      claim(name, address, sinceMs, sinceMs === undefined || lasts === undefined ? undefined : sinceMs + lasts),
    ),
  { maxLength: 5 },
);

test("what the first one says stands whole, and nothing of the second speaks of the same time", () => {
  const covers = ({ sinceMs = -1, untilMs = 100 }: AddressClaim, atMs: number) => sinceMs <= atMs && atMs < untilMs;
  fc.assert(
    fc.property(anyClaims, anyClaims, (first, second) => {
      const merged = mergeAddressOwners([from({ claims: first }), from({ claims: second })]).claims;
      assert.deepEqual(merged.slice(0, first.length), first);
      for (const added of merged.slice(first.length))
        for (const believed of first)
          if (added.address === believed.address)
            for (let atMs = 0; atMs < 45; atMs++) assert.ok(!(covers(added, atMs) && covers(believed, atMs)), `both at ${atMs}`);
    }),
  );
});
