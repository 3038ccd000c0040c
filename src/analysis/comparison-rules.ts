import type { DifferenceArea, DifferenceTopic } from "../model/difference.ts";
import type { PartName } from "../model/node-snapshot.ts";
import type { Comparison } from "./compare-snapshots.ts";

/** What differences suggest when they come together. They suggest; the verdict of each side is judged without them. */
export interface ComparisonRule {
  /** Stable, in JSON. */
  readonly id: string;
  /** Only of such a pair; of any where missing. */
  readonly nodes?: Comparison["nodes"];
  /** All of these differ. */
  readonly all: readonly DifferencePattern[];
  /** None of these does. */
  readonly none?: readonly DifferencePattern[];
  /** Nothing differs outside of these areas. */
  readonly onlyIn?: readonly DifferenceArea[];
  /** Without these having been compared, what does not differ is merely not known. */
  readonly compared?: readonly PartName[];
  /** The topics whose subjects are named. */
  readonly names?: readonly DifferenceTopic[];
  /** Of the side on which the figures stand higher. */
  readonly says: string;
  readonly nextCommand: string;
}

export interface DifferencePattern {
  readonly topic: DifferenceTopic;
  readonly subject?: string;
  /** A rule in which something rose is asked of each side, and then names the one where it is higher; there, what fell is higher at the other. */
  readonly moved: "rose" | "fell" | "any";
}

const rose = (topic: DifferenceTopic, subject?: string): DifferencePattern => ({
  topic,
  ...(subject === undefined ? {} : { subject }),
  moved: "rose",
});
const differs = (topic: DifferenceTopic): DifferencePattern => ({ topic, moved: "any" });

/** What fills a table is asked of the fuller one; in the emptier, a larger share is only what is left when nothing fills it. */
const emptier: DifferencePattern = { topic: "table-use", moved: "fell" };
const openings = [rose("young-entries"), rose("closed-entries")] as const;

export const comparisonRules: readonly ComparisonRule[] = [
  {
    id: "refusals-with-full-table",
    all: [rose("table-use"), rose("counter-rate", "drop")],
    says: "The table filled up and packets are refused with it: the limit is hit, and the refusals are no other fault's.",
    nextCommand: "ullage diagnose",
  },
  {
    id: "silent-evictions",
    all: [rose("counter-rate", "earlyDrop")],
    none: [rose("counter-rate", "drop")],
    says: "Entries are evicted without a refusal and without a line in the log: connections are lost although drop stands still.",
    nextCommand: "ullage diagnose",
  },
  {
    id: "refusals-with-room",
    all: [rose("counter-rate", "drop"), rose("counter-rate", "insertFailed")],
    none: [rose("table-use")],
    compared: ["tableUsage"],
    says: "Packets are refused while the use of the table did not rise: source NAT without a free port looks like this, a full table does not.",
    nextCommand: "ullage check --only found-surge,insert-failures",
  },
  {
    id: "instance-allowance-began",
    all: [rose("counter-rate", "conntrack_allowance_exceeded")],
    says: "The instance refuses connections in a table of its own: no setting of the kernel changes that.",
    nextCommand: "ullage diagnose",
  },
  {
    id: "churn-of-a-client",
    all: [rose("state-share", "TIME_WAIT"), rose("source")],
    none: [emptier],
    names: ["source"],
    says: "A client opens and closes connections in quick succession: TIME_WAIT has a larger share, and that client a larger part of the table.",
    nextCommand: "ullage analyze --filter state=TIME_WAIT --by source",
  },
  {
    id: "churn",
    all: [rose("state-share", "TIME_WAIT")],
    none: [rose("source"), emptier],
    says: "Connections are opened and closed in quicker succession: TIME_WAIT has a larger share.",
    nextCommand: "ullage analyze --filter state=TIME_WAIT --by source",
  },
  {
    id: "leak",
    all: [rose("idle-share")],
    none: [...openings, emptier],
    compared: ["tableComposition"],
    names: ["source"],
    says: "Connections are kept and not closed: more of ESTABLISHED are idle, and no more are seen to be opened or closed.",
    nextCommand: "ullage analyze --filter state=ESTABLISHED --by source",
  },
  {
    id: "stale-endpoints",
    all: [rose("endpoint-unreplied")],
    names: ["endpoint-unreplied"],
    says: "Entries behind a service lead to an endpoint that does not answer: a rollout or a lost pod left stale entries.",
    nextCommand: "ullage check --full --only stale-endpoints",
  },
  {
    id: "udp-accumulation",
    all: [rose("protocol-share", "udp")],
    none: [emptier],
    names: ["source"],
    says: "UDP has a larger part of the table: each question takes an entry, and DNS is the usual one.",
    nextCommand: "ullage analyze --filter protocol=udp --by source,destination",
  },
  {
    id: "unanswered-connections",
    all: [rose("state-share", "SYN_SENT")],
    none: [emptier],
    names: ["destination"],
    says: "Clients ask and get no answer: a destination is down or drops them, and retries fill the table.",
    nextCommand: "ullage analyze --filter state=SYN_SENT --by destination",
  },
  {
    id: "limit-follows-size",
    nodes: "two-nodes",
    all: [differs("table-max"), differs("cpus")],
    says: "The limits differ, and so do the CPUs: kube-proxy multiplies its maxPerCore by them, so this may be size and no drift.",
    nextCommand: "ullage check --only limit-owner",
  },
  {
    id: "limit-drift",
    nodes: "two-nodes",
    all: [differs("table-max")],
    none: [differs("cpus")],
    says: "The limits of the two nodes differ without a difference in CPUs that was seen: the setting of their owner (kube-proxy, the machine's configuration) has drifted.",
    nextCommand: "ullage check --only limit-owner",
  },
  {
    id: "limit-rewritten",
    nodes: "same-node",
    all: [differs("table-max")],
    says: "The limit of this node was written anew between the two: it stays only where its owner (kube-proxy, the machine's configuration) has that number.",
    nextCommand: "ullage check --only limit-owner",
  },
  {
    id: "buckets-left-behind",
    all: [rose("table-max")],
    none: [rose("table-buckets")],
    compared: ["tableUsage"],
    says: "The limit is higher and the buckets are no more: full, the table has longer chains.",
    nextCommand: "ullage check --only hash-load",
  },
  {
    id: "longer-established-timeout",
    all: [{ topic: "sysctl", subject: "nf_conntrack_tcp_timeout_established", moved: "rose" }, rose("table-use")],
    says: "Idle connections are kept for longer, and the table is fuller.",
    nextCommand: "ullage check --full --only idle-established",
  },
  {
    id: "other-data-plane",
    all: [differs("data-plane")],
    says: "The data planes differ: their connections are in different tables, so use and composition of this one do not compare.",
    nextCommand: "ullage diagnose",
  },
  {
    id: "other-instance-type",
    all: [differs("instance-type")],
    says: "The instance types differ, and with them the connections that the instance tracks outside the kernel.",
    nextCommand: "ullage check --only instance-allowance",
  },
  {
    id: "only-counters",
    all: [],
    onlyIn: ["counters"],
    compared: ["tableUsage", "tableComposition", "settings"],
    says: "Only counters differ: limit, use, what the table holds and settings are alike, so what changed is the traffic's pace or lies outside the table.",
    nextCommand: "ullage check --window 10",
  },
  {
    id: "only-configuration",
    all: [],
    none: [differs("data-plane")],
    onlyIn: ["configuration", "versions"],
    compared: ["tableUsage", "tableComposition"],
    says: "Only configuration or versions differ: the traffic is alike.",
    nextCommand: "ullage check",
  },
];
