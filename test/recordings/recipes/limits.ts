import { podNamespace } from "../healthy-node.ts";
import {
  both,
  type Change,
  card,
  evicting,
  full,
  measured,
  notRead,
  podTable,
  type Recipe,
  refusesItself,
  refusing,
  rising,
  table,
  tableFullLog,
  unread,
  usage,
  written,
} from "../recipe.ts";

const leak = table(`one client with four fifths of a full table: ${written}`, [
  { kind: "idle", entries: 205_000, clients: "10.0.3.7", destination: "10.96.4.20", port: 5432, endpoint: "10.0.7.20" },
  { kind: "established", entries: 56_800, clients: 60 },
]);
const unansweredUdp = (entries: number) =>
  table(`queries from ever new ports that nobody answers: ${written}`, [
    { kind: "udpUnanswered", entries, clients: "10.0.3.9", destination: "10.96.0.10", port: 53, endpoint: "10.0.2.53" },
    { kind: "established", entries: 1900, clients: 60 },
  ]);
const nothingElseTried = both("a bundle opens no connections", { localConnections: notRead });

/** What is hit, each with the evidence that is there and with less of it. */
export const limitRecipes: readonly Recipe[] = [
  {
    name: "full-idle-connections",
    about: "A table full of connections that one client opened and never closed",
    changes: [...refusing, leak],
    expected: {
      limit: "kernel-table-full",
      lookAlikes: [],
      topCause: "connection-leak",
      culprit: "10.0.3.7",
      severity: "critical",
      confidence: "high",
    },
  },
  {
    name: "full-evictions-beside-drops",
    about: "A limit far below the number of buckets: evictions, and drops that are no trifle beside them",
    windowSeconds: 3,
    changes: [
      usage(`a limit of 20,000 with 262,144 buckets: ${measured}`, 20_000, { max: 20_000, buckets: 262_144 }),
      rising(`early_drop +7,000 and drop +2,700 in 3 s: ${measured}`, { earlyDrop: 7000, drop: 2700 }),
      tableFullLog(`the kernel's line: ${measured}`, [0.4]),
      unansweredUdp(18_000),
    ],
    expected: {
      limit: "kernel-table-full",
      lookAlikes: [],
      topCause: "udp-accumulation",
      culprit: "10.0.3.9",
      severity: "critical",
      confidence: "high",
    },
  },
  {
    name: "full-one-sample-logged",
    about: "One look at a full table, and the kernel's own word in the log",
    samples: 1,
    changes: [...refusing.slice(0, 3), nothingElseTried, leak],
    expected: {
      limit: "kernel-table-full",
      lookAlikes: [],
      topCause: "connection-leak",
      culprit: "10.0.3.7",
      severity: "critical",
      confidence: "medium",
    },
  },
  {
    name: "full-one-sample-alone",
    about: "One look at a count that has reached the limit, and nothing else that would say whether it refuses or evicts",
    samples: 1,
    changes: [full, nothingElseTried, unread("forbidden", "no permission (needs root)", "kernelLog", "tableComposition")],
    expected: { limit: "kernel-table-full", lookAlikes: [], topCause: null, culprit: null, severity: "critical", confidence: "low" },
  },
  {
    name: "full-own-connection-refused",
    about: "A full table whose counters and log may not be read, and a datagram of one's own that the kernel refused",
    changes: [full, refusesItself, unread("forbidden", "no permission (needs root)", "kernelLog", "cpuCounters", "tableComposition")],
    expected: { limit: "kernel-table-full", lookAlikes: [], topCause: null, culprit: null, severity: "critical", confidence: "medium" },
  },
  {
    name: "full-beside-few-buckets",
    about: "One look at a full table of a million entries in 65,536 buckets: the loss is told before the long chains",
    samples: 1,
    changes: [
      usage(`a limit raised without its buckets: ${written}`, 1_048_576, { max: 1_048_576, buckets: 65_536 }),
      tableFullLog(`lines as the kernel writes them: ${written}`, [30, 12, 2]),
      nothingElseTried,
      table(written, [{ kind: "established", entries: 1_048_000, clients: 200 }]),
    ],
    expected: {
      limit: "kernel-table-full",
      lookAlikes: [],
      topCause: "table-too-small",
      culprit: null,
      severity: "critical",
      confidence: "medium",
    },
  },
  {
    name: "evicting-without-a-line",
    about: "A table full of queries that nobody answered: silent evictions, no drop, no line in the log",
    changes: [...evicting, unansweredUdp(258_000)],
    expected: {
      limit: "kernel-table-evicting",
      lookAlikes: [],
      topCause: "udp-accumulation",
      culprit: "10.0.3.9",
      severity: "critical",
      confidence: "high",
    },
  },
  {
    name: "evicting-beside-two-drops",
    about: "Two packets refused beside three hundred thousand evictions",
    windowSeconds: 3,
    changes: [
      full,
      rising(`early_drop +300,000 and drop +2 in 3 s: ${measured}`, { earlyDrop: 300_000, drop: 2 }),
      tableFullLog(`a line for the two: ${measured}`, [1.5]),
      unansweredUdp(258_000),
    ],
    expected: {
      limit: "kernel-table-evicting",
      lookAlikes: [],
      topCause: "udp-accumulation",
      culprit: "10.0.3.9",
      severity: "critical",
      confidence: "high",
    },
  },
  {
    name: "evicting-until-a-moment-ago",
    about: "Evictions within the window in a table that stands below its limit at its end",
    changes: [
      usage(`below the limit after a part expired: ${written}`, 240_000),
      rising(`early_drop rising alone: ${measured}; the amount ${written}`, { earlyDrop: 5000 }),
      unansweredUdp(236_000),
    ],
    expected: {
      limit: "kernel-table-evicting",
      lookAlikes: [],
      topCause: "udp-accumulation",
      culprit: "10.0.3.9",
      severity: "critical",
      confidence: "medium",
    },
  },
  {
    name: "pod-table-full",
    about: "The table of a pod with a sidecar is full while the node's own is nearly empty",
    changes: [
      podTable(`count at the limit in another namespace: ${measured}`, 262_144),
      tableFullLog(`the kernel's line with the namespace's number: ${measured}`, [8, 3], podNamespace),
    ],
    expected: {
      limit: "pod-table-full",
      lookAlikes: [],
      topCause: null,
      culprit: "envoy (process 4242)",
      severity: "critical",
      confidence: "high",
    },
  },
  {
    name: "pod-table-full-no-line",
    about: "A pod's table at its limit, with no line about it: it may evict",
    changes: [podTable(`count at the limit in another namespace: ${measured}`, 262_144)],
    expected: {
      limit: "pod-table-full",
      lookAlikes: [],
      topCause: null,
      culprit: "envoy (process 4242)",
      severity: "critical",
      confidence: "medium",
    },
  },
  {
    name: "allowance-exceeded",
    about:
      "The instance refuses connections while the kernel's table is nearly empty; most of what it tracks are closed connections of one client",
    changes: [
      card(
        `ethtool's counter rising alone: the ENA driver's documentation; the amounts ${written}`,
        { conntrack_allowance_exceeded: 4100 },
        {
          conntrack_allowance_exceeded: 4220,
          conntrack_allowance_available: 0,
        },
      ),
      usage(written, 15_050),
      table(written, [
        { kind: "timeWait", entries: 9000, clients: "10.0.3.14", destination: "10.96.8.1", port: 443 },
        { kind: "established", entries: 6000, clients: 60 },
      ]),
    ],
    expected: {
      limit: "instance-allowance",
      lookAlikes: [],
      topCause: "connection-churn",
      culprit: "10.0.3.14",
      severity: "critical",
      confidence: "high",
    },
  },
  {
    name: "both-limits",
    about: "The kernel's table refuses connections, and so does the instance",
    changes: [
      ...refusing,
      card(
        `ethtool's counter rising: the ENA driver's documentation; the amounts ${written}`,
        {},
        {
          conntrack_allowance_exceeded: 310,
          conntrack_allowance_available: 0,
        },
      ),
      leak,
    ],
    expected: {
      limit: "kernel-and-instance",
      lookAlikes: [],
      topCause: "connection-leak",
      culprit: "10.0.3.7",
      severity: "critical",
      confidence: "high",
    },
  },
  {
    name: "both-limits-evicting",
    about: "The kernel's table evicts silently, and the instance refuses connections",
    changes: [
      ...evicting,
      card(`ethtool's counter rising: the ENA driver's documentation; the amounts ${written}`, {}, { conntrack_allowance_exceeded: 52 }),
      unansweredUdp(258_000),
    ],
    expected: {
      limit: "kernel-and-instance",
      lookAlikes: [],
      topCause: "udp-accumulation",
      culprit: "10.0.3.9",
      severity: "critical",
      confidence: "high",
    },
  },
  {
    name: "source-nat-at-almost-no-use",
    about: "Fifty source NAT ports for four hundred clients of one destination, at 0.02 % use",
    changes: [
      usage(`64 of 262,144: ${measured}`, 64),
      rising(`drop and insert_failed +350, found +17,719: ${measured}`, { drop: 350, insertFailed: 350, found: 17_719 }),
      table(written, [
        { kind: "udp", entries: 50, clients: "10.0.3.21", destination: "198.51.100.7", port: 5353 },
        { kind: "established", entries: 12, clients: 6 },
      ]),
    ],
    expected: {
      limit: "snat-ports",
      lookAlikes: [],
      topCause: "udp-accumulation",
      culprit: "10.0.3.21",
      severity: "critical",
      confidence: "high",
    },
  },
  {
    name: "source-nat-search-not-counted",
    about: "Source NAT without a free port where the tries are not among the counters",
    changes: [
      usage(`64 of 262,144: ${measured}`, 64),
      withoutFound(rising(`drop and insert_failed +350: ${measured}`, { drop: 350, insertFailed: 350 })),
      table(written, [{ kind: "established", entries: 60, clients: 6 }]),
    ],
    expected: { limit: "snat-ports", lookAlikes: [], topCause: null, culprit: "10.0.1.10", severity: "critical", confidence: "medium" },
  },
  {
    name: "hash-undersized",
    about: "A hundred thousand entries in 16,384 buckets of a table with room",
    changes: [
      usage(`a limit raised without its buckets: ${written}`, 100_000, { max: 1_048_576, buckets: 16_384 }),
      table(written, [{ kind: "established", entries: 99_000, clients: 120 }]),
    ],
    expected: { limit: "hash-undersized", lookAlikes: [], topCause: null, culprit: null, severity: "warning", confidence: "high" },
  },
];

function withoutFound({ from, now, earlier }: Change): Change {
  const strip = (parts: typeof now): typeof now => {
    const read = parts?.cpuCounters;
    if (read === undefined || read === notRead || "status" in read) return parts;
    return { cpuCounters: { ...read, perCpu: read.perCpu.map(({ cpu, counters: { found: _, ...counters } }) => ({ cpu, counters })) } };
  };
  return { from, now: strip(now) ?? {}, earlier: strip(earlier) ?? {} };
}
