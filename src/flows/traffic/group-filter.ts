import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";
import { addressOffset, addressWordsPerRow, type FlowBatch, portOffset, portsPerRow } from "../../model/flow-batch.ts";
import { parseAddress } from "../../model/ip-address.ts";
import { ipProtocol, protocolName } from "../../model/ip-protocol.ts";
import { namespaceText, ownerText, workloadText } from "../../model/owner.ts";
import type { TrafficDimension } from "../../model/table-traffic.ts";
import { tcpStateNames } from "../../model/tcp-state.ts";
import type { FlowPredicate } from "../flow-filter.ts";
import { EntryMoments } from "../owners/entry-moments.ts";
import { decideByRow, type OwnerIndex } from "../owners/owner-index.ts";
import type { NamedOwner } from "../owners/owner-numbers.ts";
import { socketKey } from "../owners/service-ports.ts";
import { isPortless, portKeyText } from "../port-keys.ts";

export interface GroupFilterNames {
  /** Those that the groups were named by. */
  readonly owners?: OwnerIndex;
  readonly timeouts: ConntrackTimeouts;
  readonly nowMs: number;
}

/** The entries of one group of a breakdown, by the key that it has there. A key that nothing has lets nothing through. */
export function groupFilter(dimension: TrafficDimension, key: string, names: GroupFilterNames): FlowPredicate {
  switch (dimension) {
    case "workload":
      return clientFilter(key, names, ({ owner }) => workloadText(owner));
    case "pod":
      return clientFilter(key, names, ({ owner }) => ownerText(owner));
    case "namespace":
      return clientFilter(key, names, ({ owner }) => namespaceText(owner), "(unnamed)");
    case "server":
      return ownerFilter(key, names, {
        nameOf: ({ owner }) => ownerText(owner),
        offset: addressOffset.replySource,
        decide: "decideServer",
      });
    case "service":
      return serviceFilter(key, names);
    case "destination":
      return addressFilter(key, addressOffset.originalDestination);
    case "port":
      return ({ protocol, ports }, row) => {
        const number = isPortless(protocol[row]!) ? 0 : ports[row * portsPerRow + portOffset.originalDestination]!;
        return portKeyText(protocol[row]!, number) === key;
      };
    case "state":
      return ({ protocol, state }, row) => {
        const isTcp = protocol[row] === ipProtocol.tcp;
        return ((isTcp ? tcpStateNames[state[row]!] : undefined) ?? protocolName(protocol[row]!)) === key;
      };
  }
}

/** The entries that a workload answers, by the key that it has among the clients: what makes its `asServer`. */
export function answeredByWorkload(key: string, names: GroupFilterNames): FlowPredicate {
  return ownerFilter(key, names, {
    nameOf: ({ owner }) => workloadText(owner),
    offset: addressOffset.replySource,
    decide: "decideServer",
  });
}

function clientFilter(key: string, names: GroupFilterNames, nameOf: (named: NamedOwner) => string, nobody?: string): FlowPredicate {
  return ownerFilter(key, names, {
    nameOf,
    offset: addressOffset.originalSource,
    decide: "decideClient",
    ...(nobody === undefined ? {} : { nobody }),
  });
}

interface OwnerSide {
  readonly nameOf: (named: NamedOwner) => string;
  /** Where the address of that side stands in a row. */
  readonly offset: number;
  readonly decide: "decideClient" | "decideServer";
  /** What all without a name are called together; missing where each goes by its address. */
  readonly nobody?: string;
}

function ownerFilter(
  key: string,
  { owners, timeouts, nowMs }: GroupFilterNames,
  { nameOf, offset, decide, nobody }: OwnerSide,
): FlowPredicate {
  const moments = new EntryMoments(timeouts, nowMs);
  const ownerOf = (batch: FlowBatch, row: number): number => {
    if (owners === undefined) return 0;
    const at = row * addressWordsPerRow + offset;
    const { addresses } = batch;
    const found = owners.lookUp(addresses[at]!, addresses[at + 1]!, addresses[at + 2]!, addresses[at + 3]!);
    return found < decideByRow ? found : owners[decide](batch, row, found - decideByRow, moments);
  };
  if (key === nobody) return (batch, row) => ownerOf(batch, row) === 0;
  const wanted = numbersNamed(owners, key, nameOf);
  if (wanted.size > 0) return (batch, row) => wanted.has(ownerOf(batch, row));
  const hasAddress = addressFilter(key, offset);
  return (batch, row) => hasAddress(batch, row) && ownerOf(batch, row) === 0;
}

function serviceFilter(key: string, { owners }: GroupFilterNames): FlowPredicate {
  const serviceOf = ({ addresses, protocol, ports }: FlowBatch, row: number): number => {
    const at = row * addressWordsPerRow + addressOffset.originalDestination;
    const address = owners?.serviceAddress(addresses[at]!, addresses[at + 1]!, addresses[at + 2]!, addresses[at + 3]!) ?? 0;
    const port = ports[row * portsPerRow + portOffset.originalDestination]!;
    return address === 0 ? 0 : (owners?.serviceOf(address, socketKey(protocol[row]!, port)) ?? 0);
  };
  if (key === "(no service)") return (batch, row) => serviceOf(batch, row) === 0;
  const wanted = numbersNamed(owners, key, ({ owner }) => ownerText(owner));
  return (batch, row) => wanted.has(serviceOf(batch, row));
}

/** Several owners may go by one name: the pods of a workload. */
function numbersNamed(owners: OwnerIndex | undefined, key: string, nameOf: (named: NamedOwner) => string): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (let number = 1; number <= (owners?.size ?? 0); number++) {
    const named = owners?.namedOwner(number);
    if (named !== undefined && nameOf(named) === key) numbers.add(number);
  }
  return numbers;
}

function addressFilter(key: string, offset: number): FlowPredicate {
  const words = parseAddress(key);
  if (words === undefined) return () => false;
  return ({ addresses }, row) => words.every((word, index) => addresses[row * addressWordsPerRow + offset + index] === word);
}
