import type { AddressClaim, AddressOwners } from "../../model/address-owners.ts";
import { type ClaimedTime, inOrder, ownerAt } from "../../model/claimed-times.ts";
import { addressOffset, addressWordsPerRow, type FlowBatch, portOffset, portsPerRow } from "../../model/flow-batch.ts";
import { isIpv4Words, parseAddress } from "../../model/ip-address.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import type { Owner } from "../../model/owner.ts";
import { tcpState } from "../../model/tcp-state.ts";
import { isTunnelPort, tunnelPorts } from "../../model/tunnel-ports.ts";
import { AddressNumbers } from "./address-numbers.ts";
import type { EntryMoments } from "./entry-moments.ts";
import { type NamedOwner, OwnerNumbers } from "./owner-numbers.ts";
import { ServicePorts, socketKey } from "./service-ports.ts";

/** Whose addresses and sockets are, made ready for a table of a million entries: owners and addresses are small numbers, and 0 is nobody who is known. */
export class OwnerIndex {
  private readonly addresses = new AddressNumbers();
  private readonly owners = new OwnerNumbers();
  /** By the number of the address. */
  private readonly kinds: Uint8Array;
  private readonly ownerOfAddress: Uint32Array;
  private readonly times = new Map<number, readonly ClaimedTime[]>();
  private readonly probePorts = new Map<number, ReadonlySet<number>>();
  private readonly services: ServicePorts;
  /** By protocol and port. */
  private readonly nodePorts = new Map<number, number>();
  private readonly sockets = new Map<number, number>();
  private readonly infrastructure: Readonly<Record<"vxlan" | "geneve" | "probes", number>>;
  private readonly ownNode: number;

  constructor({ claims, services, nodePorts, nodes, sockets }: AddressOwners, nowMs: number) {
    const { addresses, owners } = this;
    const claimed = this.numberClaims(claims, nowMs);
    const nodesHere = nodes.map(({ address, name, isOwn }) => ({
      address: addresses.add(address),
      isOwn,
      owner: { kind: "node", name } as const,
    }));
    const ports = services.map(({ address, protocol, port, owner }) => ({
      address: addresses.add(address),
      key: socketKey(protocol, port),
      owner: owners.numberOf(owner),
    }));
    this.services = new ServicePorts(ports, addresses.size);
    for (const { protocol, port, owner } of sockets) this.sockets.set(socketKey(protocol, port), owners.numberOf(owner));
    for (const { protocol, port, owner } of nodePorts) this.nodePorts.set(socketKey(protocol, port), owners.numberOf(owner));
    this.kinds = new Uint8Array(addresses.size + 1);
    this.ownerOfAddress = new Uint32Array(addresses.size + 1);
    for (const [address, times] of claimed) this.addClaims(address, times);
    // What is a node's is no pod's, whatever a list of pods on the host network says.
    for (const { address, isOwn, owner } of nodesHere) {
      this.kinds[address] = isOwn ? addressKind.ownNode : addressKind.otherNode;
      this.ownerOfAddress[address] = owners.numberOf(owner);
    }
    this.kinds[0] = addressKind.nobody;
    this.ownNode = nodesHere.find(({ address, isOwn }) => isOwn && address !== 0)?.address ?? 0;
    const named = (name: string) => owners.numberOf({ kind: "infrastructure", name });
    this.infrastructure = { vxlan: named("VXLAN tunnel"), geneve: named("Geneve tunnel"), probes: named("kubelet probes") };
  }

  /** Owners have the numbers 1 to this one. */
  get size(): number {
    return this.owners.size;
  }

  /** Which owners go by one name, in each dimension. */
  get names(): Pick<OwnerNumbers, "byWorkload" | "byOwnName" | "byNamespace"> {
    return this.owners;
  }

  /** Undefined for 0. */
  namedOwner(number: number): NamedOwner | undefined {
    return this.owners.at(number);
  }

  /** Whose an address is, and where it is the node's own, whose the socket; `atMs` where an earlier time is asked about. */
  whose(
    address: string,
    socket?: { readonly protocol: number; readonly port: number },
    atMs = Number.MAX_SAFE_INTEGER,
  ): NamedOwner | undefined {
    const words = parseAddress(address);
    if (words === undefined) return undefined;
    const found = this.lookUp(...words);
    if (found < decideByRow) return this.namedOwner(found);
    const number = found - decideByRow;
    const times = this.isNode(number) ? undefined : this.times.get(number);
    if (times !== undefined) return this.namedOwner(ownerAt(times, atMs));
    const isSocket = socket !== undefined && this.kinds[number] === addressKind.ownNode;
    const holder = isSocket ? this.sockets.get(socketKey(socket.protocol, socket.port)) : undefined;
    return this.namedOwner(holder ?? this.ownerOfAddress[number]!);
  }

  /** The service that is reached there: at an address of its own, or at a port of any node. */
  serviceAt(address: string, protocol: number, port: number): Owner | undefined {
    const words = parseAddress(address);
    if (words === undefined) return undefined;
    return this.namedOwner(this.serviceOf(this.serviceAddress(...words), socketKey(protocol, port)))?.owner;
  }

  /** The owner's number, or `decideByRow` and the number of the address where it depends on more than the address. */
  lookUp(word0: number, word1: number, word2: number, word3: number): number {
    const address = this.addressOf(word0, word1, word2, word3);
    return this.kinds[address]! <= addressKind.settled ? this.ownerOfAddress[address]! : decideByRow + address;
  }

  /** The number of an address where a service may be reached, or 0. */
  serviceAddress(word0: number, word1: number, word2: number, word3: number): number {
    const address = this.addressOf(word0, word1, word2, word3);
    return address !== 0 && (this.services.isAt(address) || (this.nodePorts.size > 0 && this.isNode(address))) ? address : 0;
  }

  /** `key` is that of `socketKey`. */
  serviceOf(address: number, key: number): number {
    if (address === 0) return 0;
    const own = this.services.ownerOf(address, key);
    return own === 0 && this.isNode(address) ? (this.nodePorts.get(key) ?? 0) : own;
  }

  decideClient(batch: FlowBatch, row: number, address: number, moments: EntryMoments): number {
    if (!this.isNode(address)) return this.ownerByTime(batch, row, address, moments);
    const tunnel = this.tunnelOf(batch, row, addressOffset.originalDestination);
    if (tunnel !== 0) return tunnel;
    const holder = this.socketOwner(batch, row, address, portOffset.originalSource);
    if (holder !== undefined) return holder;
    return this.isProbe(batch, row, address) ? this.infrastructure.probes : this.ownerOfAddress[address]!;
  }

  decideServer(batch: FlowBatch, row: number, address: number, moments: EntryMoments): number {
    if (!this.isNode(address)) return this.ownerByTime(batch, row, address, moments);
    const tunnel = this.tunnelOf(batch, row, addressOffset.originalSource);
    if (tunnel !== 0) return tunnel;
    return this.socketOwner(batch, row, address, portOffset.replySource) ?? this.ownerOfAddress[address]!;
  }

  private ownerByTime(batch: FlowBatch, row: number, address: number, moments: EntryMoments): number {
    return ownerAt(this.times.get(address) ?? [], moments.of(batch, row) ?? moments.nowMs);
  }

  private socketOwner({ protocol, ports }: FlowBatch, row: number, address: number, offset: number): number | undefined {
    if (this.kinds[address] !== addressKind.ownNode) return undefined;
    return this.sockets.get(socketKey(protocol[row]!, ports[row * portsPerRow + offset]!));
  }

  private isNode(address: number): boolean {
    return this.kinds[address]! >= addressKind.otherNode;
  }

  /** What nodes send each other for their pods: one entry carries the traffic of many. */
  private tunnelOf({ protocol, ports, addresses }: FlowBatch, row: number, otherEnd: number): number {
    if (protocol[row] !== ipProtocol.udp) return 0;
    const port = ports[row * portsPerRow + portOffset.originalDestination]!;
    if (!isTunnelPort(port)) return 0;
    if (!this.isNode(this.addressAt(addresses, row * addressWordsPerRow + otherEnd))) return 0;
    return port === tunnelPorts.geneve ? this.infrastructure.geneve : this.infrastructure.vxlan;
  }

  /**
   * The kubelet opens a connection from the node's own address straight to a port that a pod declares for its probes, and closes it. Anything else on the
   * host network that does just that looks the same; only what still holds its socket is known by it.
   */
  private isProbe({ protocol, state, ports, addresses }: FlowBatch, row: number, address: number): boolean {
    if (this.kinds[address] !== addressKind.ownNode || protocol[row] !== ipProtocol.tcp) return false;
    if (state[row] !== tcpState.timeWait && state[row] !== tcpState.close) return false;
    const at = row * addressWordsPerRow;
    const target = this.addressAt(addresses, at + addressOffset.originalDestination);
    const probed = this.probePorts.get(target);
    if (probed === undefined || !probed.has(ports[row * portsPerRow + portOffset.originalDestination]!)) return false;
    return this.addressAt(addresses, at + addressOffset.replySource) === target;
  }

  private addressAt(addresses: Uint32Array, at: number): number {
    return this.addresses.find(addresses[at]!, addresses[at + 1]!, addresses[at + 2]!, addresses[at + 3]!);
  }

  private addressOf(word0: number, word1: number, word2: number, word3: number): number {
    const address = this.addresses.find(word0, word1, word2, word3);
    if (address !== 0 || this.ownNode === 0) return address;
    // What never leaves the node is its own.
    const isLoopback = isIpv4Words(word0, word1, word2) ? word3 >>> 24 === 127 : word0 === 0 && word1 === 0 && word2 === 0 && word3 === 1;
    return isLoopback ? this.ownNode : 0;
  }

  private numberClaims(claims: readonly AddressClaim[], nowMs: number): ReadonlyMap<number, readonly ClaimedTime[]> {
    const byAddress = new Map<number, ClaimedTime[]>();
    for (const claim of claims) {
      const { address, owner, sinceMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY, mayBeElsewhere, probePorts } = claim;
      const number = this.addresses.add(address);
      if (number === 0) continue;
      const isOver = untilMs <= nowMs;
      const time = { owner: this.owners.numberOf(owner, isOver && mayBeElsewhere !== true), sinceMs, untilMs };
      const others = byAddress.get(number);
      if (others === undefined) byAddress.set(number, [time]);
      else others.push(time);
      if (probePorts !== undefined && !isOver)
        this.probePorts.set(number, new Set([...(this.probePorts.get(number) ?? []), ...probePorts]));
    }
    return byAddress;
  }

  private addClaims(address: number, times: readonly ClaimedTime[]): void {
    const owner = times[0]?.owner ?? 0;
    const isShared = times.some((time) => time.owner !== owner);
    this.kinds[address] = isShared ? addressKind.byTime : addressKind.settled;
    this.ownerOfAddress[address] = owner;
    if (isShared) this.times.set(address, inOrder(times));
  }
}

/** Up to `settled` the address alone decides, from `otherNode` on it is a node's. */
const addressKind = { nobody: 0, settled: 1, byTime: 2, otherNode: 3, ownNode: 4 } as const;

/** Stands before the number of an address whose owner depends on the row. */
export const decideByRow = 0x4000_0000;
