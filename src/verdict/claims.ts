import { atLevel, type Claim, comparedSignals, everySignal, ratioOf, rose, someSignal, still } from "./claim.ts";

/** Count stands within two percent of the limit all the time while the kernel refuses or evicts: entries go and come between two looks. */
const fullRatio = 0.98;
/** Evictions that dwarf the drops: 2 drops beside 300,000 evictions are a table that evicts, 2,700 beside 7,000 one that refuses. */
const dropsBesideEvictionsRatio = 0.01;

/** Every claim that a verdict can rest on, by name. */
export const claims = {
  tableAtLimit: someSignal("usage", "the table is at its limit", (signal) => ratioOf(signal) >= fullRatio),
  // Room for one more would be found by the next entry that goes, so that without counters only a count at the very limit says anything.
  tableFull: someSignal("usage", "the count has reached the limit", (signal) => ratioOf(signal) >= 1),
  tableNearLimit: someSignal("usage", "the table is nearly full", (signal) => ratioOf(signal) >= 0.85),
  // Without a limit there is room as well.
  tableHasRoom: everySignal("usage", "the table has room", (signal) => !(ratioOf(signal) >= 0.85)),
  roomForLonger: everySignal("time-to-full", "it does not fill up within minutes", ({ level }) => level === "ok" || level === "notice"),
  fullSoon: atLevel("time-to-full", "at its present growth the table is full within minutes", "warning", "issue"),
  dropsRose: rose("drops", "packets are being refused"),
  dropsStill: still("drops", "no packet was refused"),
  evictionsRose: rose("early-evictions", "entries are being evicted to make room"),
  evictionsStill: still("early-evictions", "no entry was evicted"),
  insertFailuresRose: rose("insert-failures", "entries could not be put into the table", 5),
  insertFailuresStill: still("insert-failures", "every entry could be put into the table"),
  insertFailuresAreFew: everySignal("insert-failures", "hardly an entry could not be put into the table", ({ value }) => (value ?? 0) < 5),
  // A failed insertion is counted as a drop as well, and so is what finds nothing to evict in a table that evicts all the time.
  dropsBesideEvictions: comparedSignals(
    ["drops", "insert-failures", "early-evictions"],
    "new connections are refused for want of room",
    (drops, failures, evictions) => drops - failures > 0 && drops - failures >= evictions * dropsBesideEvictionsRatio,
  ),
  evictionsDwarfDrops: comparedSignals(
    ["drops", "early-evictions"],
    "next to nothing is refused beside the evictions",
    (drops, evictions) => evictions > 0 && drops < evictions * dropsBesideEvictionsRatio,
  ),
  dropsAreInsertFailures: comparedSignals(
    ["drops", "insert-failures"],
    "what is refused is what could not be inserted",
    (drops, failures) => failures > 0 && drops > 0 && Math.abs(drops - failures) <= failures * 0.2,
  ),
  portsFoundTaken: atLevel("found-surge", "source NAT keeps finding its ports taken", "notice", "warning", "issue"),
  sourceNatPortsTaken: atLevel("source-nat-ports", "next to no port is left for source NAT towards one destination", "issue"),
  sourceNatPortsShort: atLevel("source-nat-ports", "few ports are left for source NAT towards one destination", "warning", "issue"),
  sourceNatPortsFree: everySignal(
    "source-nat-ports",
    "source NAT has ports enough towards every destination",
    ({ level }) => level === "ok" || level === "notice",
  ),
  portsFoundFree: everySignal("found-surge", "source NAT finds free ports", ({ level }) => level === "ok"),
  clashesStill: still("clash-resolve", "no two packets of one flow raced each other into the table"),
  clashesRose: rose("clash-resolve", "packets of one flow raced each other into the table"),
  hostTableFullLogged: someSignal(
    "table-full-log",
    "the kernel wrote that this table is full",
    ({ level, subject }) => level === "issue" && subject === undefined,
  ),
  // Within five minutes: the table goes up and down around its limit, and stands a little below it at this moment.
  hostTableFullJustLogged: someSignal(
    "table-full-log",
    "the kernel wrote within five minutes that this table is full",
    ({ level, subject, ageSeconds }) => level === "issue" && subject === undefined && ageSeconds !== undefined && ageSeconds <= 300,
  ),
  podTableFullLogged: someSignal(
    "table-full-log",
    "the kernel wrote that the table of a pod's namespace is full",
    ({ level, subject }) => level === "issue" && subject !== undefined,
  ),
  // A record without a time, or about a namespace that nobody can see, may be a present one.
  nothingLogged: everySignal(
    "table-full-log",
    "the kernel wrote of no full table lately",
    ({ level }) => level === "ok" || level === "notice",
  ),
  podTableAtLimit: someSignal(
    "pod-tables",
    "the table of a pod's namespace is at its limit",
    (signal) => signal.subject !== undefined && ratioOf(signal) >= fullRatio,
  ),
  podTableNearLimit: someSignal(
    "pod-tables",
    "the table of a pod's namespace is nearly full",
    (signal) => signal.subject !== undefined && ratioOf(signal) >= 0.85,
  ),
  podTablesHaveRoom: everySignal("pod-tables", "the tables of the pods' namespaces have room", (signal) => !(ratioOf(signal) >= 0.85)),
  connectionAllowanceExceeded: atLevel("instance-allowance", "the instance refused connections beyond its allowance", "issue"),
  // What is used up is low as well, so that a counter nobody can compare does not make this one hold.
  connectionAllowanceLow: atLevel(
    "instance-allowance",
    "little or nothing is left of the instance's connection allowance",
    "warning",
    "issue",
  ),
  connectionAllowanceHasRoom: everySignal(
    "instance-allowance",
    "the instance refused no connection",
    ({ level }) => level === "ok" || level === "notice",
  ),
  bpfMapFull: atLevel("bpf-maps", "a BPF connection-tracking map is full", "issue"),
  bpfMapNearlyFull: atLevel("bpf-maps", "a BPF connection-tracking map is nearly full", "warning", "issue"),
  bpfMapsHaveRoom: everySignal("bpf-maps", "no BPF connection-tracking map is short of room", ({ level }) => level === "ok"),
  hashHasRoom: everySignal("hash-load", "the hash table has buckets enough", ({ level }) => level === "ok"),
  hashOverloaded: atLevel("hash-load", "the hash table has too few buckets for its entries", "warning", "issue"),
  newLocalConnectionRefused: atLevel("local-connection", "the kernel refused a new connection of this very node", "issue"),
  listenQueueOverflowed: atLevel("listen-overflow", "a server did not take its connections from the queue in time", "warning", "issue"),
  neighbourTableFull: atLevel("neighbour-table", "the neighbour table is full", "issue"),
  linkLocalExceeded: atLevel("link-local-allowance", "packets to the provider's DNS were dropped beyond the allowance", "warning", "issue"),
  bandwidthInExceeded: atLevel("bandwidth-in-allowance", "inbound traffic went beyond the instance's allowance", "warning", "issue"),
  bandwidthOutExceeded: atLevel("bandwidth-out-allowance", "outbound traffic went beyond the instance's allowance", "warning", "issue"),
  packetRateExceeded: atLevel("packet-rate-allowance", "the packet rate went beyond the instance's allowance", "warning", "issue"),
  ephemeralPortsShort: atLevel("ephemeral-ports", "the node's own connections are running out of ports", "warning", "issue"),
  proxySyncStalled: atLevel("kube-proxy-sync", "kube-proxy has not brought its rules up to date for too long", "warning", "issue"),
  backlogDropped: atLevel("softnet-drops", "the processors dropped packets before they looked at them", "warning", "issue"),
  // A share is a notice where the table is too empty to matter. Causes are only asked for where some limit is hit, and then it does.
  timeWaitDominates: atLevel("time-wait-share", "most TCP entries are closed connections in TIME_WAIT", "notice", "warning", "issue"),
  udpDominates: atLevel("udp-share", "most entries are UDP", "notice", "warning", "issue"),
  udpGrows: atLevel("udp-growth", "the number of UDP entries grows", "notice", "warning", "issue"),
  idleDominates: atLevel("idle-established", "many ESTABLISHED connections have been idle for over an hour", "notice", "warning", "issue"),
  unansweredDominates: atLevel("syn-sent-share", "many connections are begun and not answered", "notice", "warning", "issue"),
  unrepliedDominates: atLevel("unreplied-share", "many entries were never answered", "notice", "warning", "issue"),
  tunnelsDominate: atLevel(
    "tunnel-entries",
    "a large part of the table is the overlay network's own tunnels",
    "notice",
    "warning",
    "issue",
  ),
  podsTryAgain: atLevel("pod-retransmits", "several pods begin connections that nobody answers", "warning"),
  endpointsAreGone: atLevel("stale-endpoints", "entries lead to endpoints that are gone", "notice", "warning", "issue"),
  oneClientFansOut: atLevel(
    "fan-out",
    "one client holds a large part of the table towards many destinations",
    "notice",
    "warning",
    "issue",
  ),
  oneClientHoldsQuarter: atLevel("client-share", "one client holds a quarter of the table or more", "notice", "warning", "issue"),
  noClientHoldsQuarter: everySignal("client-share", "no single client holds a quarter of the table", ({ level }) => level === "ok"),
  oneWorkloadHoldsQuarter: atLevel(
    "workload-share",
    "the pods of one workload hold a quarter of the table or more",
    "notice",
    "warning",
    "issue",
  ),
  noWorkloadHoldsQuarter: everySignal("workload-share", "no workload holds a quarter of it either", ({ level }) => level === "ok"),
  probesDominate: atLevel(
    "probe-entries",
    "a large part of the table was opened by the node itself towards many pods",
    "notice",
    "warning",
    "issue",
  ),
} as const satisfies Record<string, Claim>;

export type ClaimName = keyof typeof claims;
