import type { AddressClaim, AddressOwners, NodeAddress } from "../../model/address-owners.ts";
import { type ClaimedTime, inOrder, ownerAt } from "../../model/claimed-times.ts";
import type { Flow } from "../../model/flow.ts";
import type { Owner } from "../../model/owner.ts";
import { type EndAddress, endOf, type FlowEnd, isSameEnd } from "./flow-end.ts";

/** Whose an end of an entry is, as far as the names tell. */
export interface EndOwner {
  readonly owner?: Owner;
  /** Who else it may have been, where nobody knows when the address went from one to the other. */
  readonly others: readonly Owner[];
  /** Since when the owner is known to have the address, where the entry was alive before: it may be of somebody nobody knows of. */
  readonly onlySinceMs?: number;
}

/** When an entry was last seen alive, to the second. */
export interface SeenAt {
  readonly atMs: number;
  /** Whether that is known from its countdown; else it is the time of the reading, and the entry may be as old as entries get. */
  readonly isKnown: boolean;
}

const nobody: EndOwner = { others: [] };
/** Countdowns are in whole seconds, and a claim's times are those of another machine's clock. */
const toleranceMs = 5000;

/** Answers for single entries who had an address when, and who is behind a port. */
export class OwnerHistory {
  private readonly claims = new Map<string, AddressClaim[]>();
  /** By address, with the position of the claim, and one more, in place of its owner. */
  private readonly times = new Map<string, readonly ClaimedTime[]>();
  private readonly services = new Map<string, Owner>();
  private readonly nodes = new Map<string, NodeAddress>();
  private readonly ownNode: NodeAddress | undefined;
  private readonly nodePorts = new Map<string, Owner>();
  private readonly sockets = new Map<string, Owner>();

  constructor(owners: AddressOwners) {
    for (const claim of owners.claims) {
      const besides = this.claims.get(claim.address);
      if (besides === undefined) this.claims.set(claim.address, [claim]);
      else besides.push(claim);
    }
    for (const [address, claims] of this.claims) this.times.set(address, timesOf(claims));
    for (const { address, protocol, port, owner } of owners.services) {
      setIfMissing(this.services, `${address} ${protocol} ${port}`, owner);
      // A port that the service does not have is still one of its address.
      setIfMissing(this.services, address, owner);
    }
    for (const node of owners.nodes) setIfMissing(this.nodes, node.address, node);
    this.ownNode = owners.nodes.find(({ isOwn }) => isOwn);
    for (const { protocol, port, owner } of owners.nodePorts) setIfMissing(this.nodePorts, `${protocol} ${port}`, owner);
    for (const { protocol, port, owner } of owners.sockets) setIfMissing(this.sockets, `${protocol} ${port}`, owner);
  }

  /** Every claim on an address, the latest first. */
  claimsOn(address: string): readonly AddressClaim[] {
    return (this.claims.get(address) ?? []).toSorted((left, right) => sinceOf(right) - sinceOf(left));
  }

  nodeAt(address: string): NodeAddress | undefined {
    // What never leaves the node is its own.
    return this.nodes.get(address) ?? (address.startsWith("127.") || address === "::1" ? this.ownNode : undefined);
  }

  serviceAt(address: string): Owner | undefined {
    return this.services.get(address);
  }

  ownerOf(flow: Flow, end: FlowEnd, seen: SeenAt): EndOwner {
    const at = endOf(flow, end);
    const { protocol } = flow;
    // Masquerading borrows the node's address and a free port of it: who listens on that port has nothing to do with it.
    if (end === "seenAs" && !isSameEnd(at, endOf(flow, "client")))
      return this.nodeOwner(at.address) ?? this.claimOwner(at.address, seen) ?? nobody;
    const service = end === "destination" ? this.services.get(`${at.address} ${protocol} ${at.port}`) : undefined;
    return (
      known(service) ??
      this.claimOwner(at.address, seen) ??
      this.socketOwner(at, protocol, end) ??
      this.nodeOwner(at.address) ??
      known(this.services.get(at.address)) ??
      nobody
    );
  }

  private nodeOwner(address: string): EndOwner | undefined {
    const node = this.nodeAt(address);
    return node === undefined ? undefined : known({ kind: "node", name: node.name });
  }

  /** Behind a port of the node's own address: a service by its NodePort, or whoever holds the socket. */
  private socketOwner({ address, port }: EndAddress, protocol: number, end: FlowEnd): EndOwner | undefined {
    const node = this.nodeAt(address);
    if (node === undefined) return undefined;
    const service = end === "destination" ? this.nodePorts.get(`${protocol} ${port}`) : undefined;
    return known(service) ?? (node.isOwn ? known(this.sockets.get(`${protocol} ${port}`)) : undefined);
  }

  private claimOwner(address: string, seen: SeenAt): EndOwner | undefined {
    const claims = this.claims.get(address) ?? [];
    // What is a node's is no pod's, whatever a list of pods on the host network says.
    if (claims.length === 0 || this.nodeAt(address) !== undefined) return undefined;
    const current = claims[ownerAt(this.times.get(address) ?? [], seen.atMs) - 1];
    if (current === undefined) return undefined;
    const begun = sinceOf(current);
    if (begun > seen.atMs + toleranceMs) return { owner: current.owner, others: [], onlySinceMs: begun };
    const besides = covers(current, seen.atMs) ? claims.filter((claim) => covers(claim, seen.atMs)) : [];
    const older = seen.isKnown ? [] : claims.filter((claim) => sinceOf(claim) <= begun);
    return { owner: current.owner, others: othersThan(current.owner, [...besides, ...older]) };
  }
}

function timesOf(claims: readonly AddressClaim[]): readonly ClaimedTime[] {
  return inOrder(
    claims.map((claim, at) => ({ owner: at + 1, sinceMs: sinceOf(claim), untilMs: claim.untilMs ?? Number.POSITIVE_INFINITY })),
  );
}

function covers({ sinceMs, untilMs }: AddressClaim, atMs: number): boolean {
  return (sinceMs === undefined || sinceMs <= atMs + toleranceMs) && (untilMs === undefined || untilMs >= atMs - toleranceMs);
}

function sinceOf({ sinceMs }: AddressClaim): number {
  return sinceMs ?? Number.NEGATIVE_INFINITY;
}

function othersThan(owner: Owner, claims: readonly AddressClaim[]): readonly Owner[] {
  const others: Owner[] = [];
  for (const { owner: other } of claims) if (![owner, ...others].some((known) => isSameOwner(known, other))) others.push(other);
  return others;
}

export function isSameOwner(left: Owner, right: Owner): boolean {
  return left.kind === right.kind && left.name === right.name && left.namespace === right.namespace;
}

function known(owner: Owner | undefined): EndOwner | undefined {
  return owner === undefined ? undefined : { owner, others: [] };
}

function setIfMissing<T>(map: Map<string, T>, key: string, value: T): void {
  if (!map.has(key)) map.set(key, value);
}
