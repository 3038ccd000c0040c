import type { AddressClaim, AddressOwners, NodeAddress, SocketOwner } from "../../model/address-owners.ts";
import { noAddressOwners } from "../../model/address-owners.ts";
import { type Owner, ownerText } from "../../model/owner.ts";

/**
 * What several say of one node, laid together: where two speak of the same address at the same time, or of the same port, the first is believed. That a node is the
 * own one is believed whoever says it, since an API does not know on which of them it is asked.
 */
export function mergeAddressOwners(all: readonly AddressOwners[]): AddressOwners {
  const [first = noAddressOwners, ...others] = all;
  if (others.length === 0) return first;
  const hostPods = firstOfEach(
    all.flatMap((owners) => owners.hostPods ?? []),
    ownerText,
  );
  const sockets = firstOfEach(
    all.flatMap((owners) => owners.sockets),
    portKey,
  );
  return {
    from: [...new Set(all.flatMap(({ from }) => from))],
    claims: mergeClaims(all.map(({ claims }) => claims)),
    services: firstOfEach(
      all.flatMap(({ services }) => services),
      ({ address, protocol, port }) => `${protocol} ${port} ${address}`,
    ),
    nodePorts: firstOfEach(
      all.flatMap(({ nodePorts }) => nodePorts),
      portKey,
    ),
    nodes: mergeNodes(all.flatMap(({ nodes }) => nodes)),
    sockets: withKnownPods(sockets, all, hostPods),
    ...(hostPods.length === 0 ? {} : { hostPods }),
    ...(all.some(({ isOfOwnNodeOnly }) => isOfOwnNodeOnly) ? { isOfOwnNodeOnly: true } : {}),
  };
}

/** A socket is found by the node's own processes, which tell the name of a pod and not what runs it: that is told by whoever knows the pod. */
function withKnownPods(sockets: readonly SocketOwner[], all: readonly AddressOwners[], hostPods: readonly Owner[]): readonly SocketOwner[] {
  const wanted = new Set(sockets.flatMap(({ owner }) => (owner.kind === "pod" ? [ownerText(owner)] : [])));
  if (wanted.size === 0) return sockets;
  const known = new Map<string, Owner>();
  const learn = (owner: Owner) => {
    const name = ownerText(owner);
    if (owner.kind === "pod" && owner.workload !== undefined && wanted.has(name) && !known.has(name)) known.set(name, owner);
  };
  for (const owner of hostPods) learn(owner);
  for (const { claims } of all) for (const { owner } of claims) learn(owner);
  return sockets.map((socket) => {
    const { owner } = socket;
    const told = owner.kind === "pod" ? known.get(ownerText(owner)) : undefined;
    return told === undefined ? socket : { ...socket, owner: told };
  });
}

function portKey({ protocol, port }: { readonly protocol: number; readonly port: number }): number {
  return protocol * 65_536 + port;
}

function firstOfEach<T>(items: readonly T[], keyOf: (item: T) => string | number): readonly T[] {
  const byKey = new Map<string | number, T>();
  for (const item of items) {
    const key = keyOf(item);
    if (!byKey.has(key)) byKey.set(key, item);
  }
  return [...byKey.values()];
}

function mergeNodes(nodes: readonly NodeAddress[]): readonly NodeAddress[] {
  const ownNames = new Set<string>();
  const ownAddresses = new Set(nodes.filter(({ isOwn }) => isOwn).map(({ address }) => address));
  const merged = firstOfEach(nodes, ({ address }) => address);
  // One own address makes the whole node the own one: a node's external address is in no routing table of its.
  for (const { address, name } of merged) if (ownAddresses.has(address)) ownNames.add(name);
  return merged.map((node) => (node.isOwn || !ownNames.has(node.name) ? node : { ...node, isOwn: true }));
}

function mergeClaims(sources: readonly (readonly AddressClaim[])[]): readonly AddressClaim[] {
  const merged: AddressClaim[] = [];
  const byAddress = new Map<string, AddressClaim[]>();
  for (const claims of sources) {
    const kept: AddressClaim[] = [];
    for (const claim of claims) {
      const left = outsideOf(claim, byAddress.get(claim.address) ?? []);
      if (left !== undefined) kept.push(left);
    }
    for (const claim of kept) {
      merged.push(claim);
      const known = byAddress.get(claim.address);
      if (known === undefined) byAddress.set(claim.address, [claim]);
      else known.push(claim);
    }
  }
  return merged;
}

/** The claim as far as nobody who is believed more says otherwise; undefined when nothing of it is left. */
function outsideOf(claim: AddressClaim, believed: readonly AddressClaim[]): AddressClaim | undefined {
  const sinceMs = claim.sinceMs ?? Number.NEGATIVE_INFINITY;
  let untilMs = claim.untilMs ?? Number.POSITIVE_INFINITY;
  for (const other of believed) {
    const otherSinceMs = other.sinceMs ?? Number.NEGATIVE_INFINITY;
    const otherUntilMs = other.untilMs ?? Number.POSITIVE_INFINITY;
    if (untilMs <= otherSinceMs || sinceMs >= otherUntilMs) continue;
    if (sinceMs >= otherSinceMs || isSameOwner(claim, other)) return undefined;
    // It began before: until the other began, the address was its own.
    if (claim.sinceMs === undefined) return undefined;
    untilMs = otherSinceMs;
  }
  return untilMs === (claim.untilMs ?? Number.POSITIVE_INFINITY) ? claim : { ...claim, untilMs };
}

function isSameOwner({ owner: one }: AddressClaim, { owner: other }: AddressClaim): boolean {
  return one.kind === other.kind && one.name === other.name && one.namespace === other.namespace;
}
