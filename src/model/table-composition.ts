/** What the table holds, counted once an entry by its original tuple. */
export interface TableComposition {
  /** Distinct entries counted. */
  readonly total: number;
  readonly malformed: number;
  readonly duplicates: number;
  /** Entries a filter left out; they are not in `total`. */
  readonly filteredOut: number;
  /** Set when reading stopped before the end, with the reason. */
  readonly capped?: { readonly by: "entries" | "time" | "interrupted" | "overrun"; readonly because: string };
  /** Up to twenty of the malformed lines or messages, so that a person can look at them. */
  readonly malformedExamples: readonly MalformedExample[];
  readonly byProtocol: Counts;
  /** TCP states by name; other protocols are not in here. */
  readonly byState: Counts;
  readonly byFamily: Counts;
  /** `assured`, `unreplied`, `replied` (answered, not assured), `offload`, `hardwareOffload`; an entry can have several. */
  readonly byFlag: Counts;
  readonly byZone: Counts;
  /** `none`, `source`, `destination`, `both`: read off the two tuples, so that text and netlink agree. */
  readonly byNat: Counts;
  /** ESTABLISHED TCP entries by how long nothing was seen; `unknown` where the countdown does not tell. */
  readonly byIdleAge: Counts;
  /** Entries in states with a fixed timeout by how long they have been in it; `unknown` for all others. */
  readonly byAge: Counts;
  /** Counts that the checks ask for and that no single dimension gives. */
  readonly facts: CompositionFacts;
  readonly timeouts: TimeoutBasis;
  readonly top: {
    readonly sources: TopList;
    readonly destinations: TopList;
    readonly ports: TopList;
    readonly endpoints: TopList;
  };
  /** Where source NAT uses the most ports; missing where it was not asked for. */
  readonly sourceNat?: SourceNatUse;
}

/** Ports that source NAT uses, most first. */
export interface SourceNatUse {
  readonly exact: boolean;
  readonly errorBound: number;
  /** Pairs of an address translated to and a destination. */
  readonly distinct: number;
  readonly items: readonly SourceNatPortUse[];
}

/** Connections that leave with one address of the node towards one destination differ in their port. */
export interface SourceNatPortUse {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: string;
  readonly zone?: number;
  readonly used: number;
  readonly lowestPort: number;
  readonly highestPort: number;
  /** Entries that did not keep the port that their client had chosen. */
  readonly remapped: number;
}

export type Counts = Readonly<Record<string, number>>;

export interface CompositionFacts {
  readonly tcp: number;
  readonly udp: number;
  readonly tcpUnreplied: number;
  readonly udpUnreplied: number;
  readonly established: number;
  readonly establishedKnownIdleOverOneHour: number;
  /** UDP 4789, 8472 and 6081: VXLAN and Geneve carried by this node. */
  readonly tunnel: number;
}

/** What idle and age were computed against. */
export interface TimeoutBasis {
  readonly from: "sysctl" | "inferred" | "stated" | "unknown";
  readonly tcpEstablishedSeconds?: number;
  readonly note?: string;
}

export interface MalformedExample {
  /** Line number of a text, message number of a dump. */
  readonly at: number;
  readonly because: string;
  /** The beginning of the line, control characters escaped. */
  readonly excerpt: string;
}

export interface TopList {
  /** True while every distinct key had its own counter. */
  readonly exact: boolean;
  /** An item's count may be too high by at most this many entries; 0 when exact. */
  readonly errorBound: number;
  readonly distinct: number;
  readonly items: readonly TopItem[];
}

export interface TopItem {
  readonly key: string;
  readonly entries: number;
  readonly share: number;
  /** Of the entries, how many are what; only where the key had a counter of its own from the start. */
  readonly kinds?: ItemKinds;
  /** Of a source: about how many distinct destinations it has. */
  readonly peers?: number;
}

export interface ItemKinds {
  readonly timeWait: number;
  readonly synSent: number;
  readonly udp: number;
  readonly established: number;
  readonly idleOverOneHour: number;
  readonly unreplied: number;
  readonly destinationNat: number;
}
