import { healthyParts, takenAtMs } from "../healthy-node.ts";
import { card, measured, type Recipe, refusing, rising, table, usage, written } from "../recipe.ts";

const nothingHit = { limit: "none", topCause: null, culprit: null, severity: "warning", confidence: "high" } as const;

const dnsTable = table(`a node whose pods ask for names all day: ${written}`, [
  { kind: "udp", entries: 30_000, clients: 120, destination: "10.96.0.10", port: 53, endpoint: "10.0.2.53" },
  { kind: "udpUnanswered", entries: 6000, clients: 120, destination: "10.96.0.10", port: 53, endpoint: "10.0.2.53" },
  { kind: "established", entries: 3000, clients: 120 },
]);

const allowance = (
  name: string,
  counter: string,
  increase: number,
  id: Recipe["expected"]["lookAlikes"][number],
  about: string,
): Recipe => ({
  name,
  about,
  changes: [
    card(
      `the counter's meaning: the ENA driver's documentation; the amounts ${written}`,
      { [counter]: 1200 },
      { [counter]: 1200 + increase },
    ),
  ],
  expected: { ...nothingHit, lookAlikes: [id] },
});

const overflows = {
  from: `ListenOverflows rising: the kernel's own meaning; the amount ${written}`,
  now: { socketQueues: { ...healthyParts.socketQueues, tcpExt: { listenOverflows: 41, listenDrops: 41 } } },
};

/** What loses connections in a table with room. */
export const lookAlikeRecipes: readonly Recipe[] = [
  {
    name: "busy-dns-node",
    about: "Much UDP and many clashes that the kernel settled: a node that serves names, and is well",
    changes: [
      usage(written, 39_100),
      rising(`clash_resolve rising alone: ${measured}; the amount ${written}`, { clashResolve: 310 }, { clashResolve: 2_100_000 }),
      dnsTable,
    ],
    expected: { ...nothingHit, lookAlikes: ["udp-insert-race"], severity: "notice" },
  },
  {
    name: "dns-race-with-losses",
    about: "Queries that race through a service's address, some of which are lost",
    changes: [
      usage(written, 39_100),
      rising(`drop and insert_failed rising with clash_resolve: nf_conntrack_core.c before Linux 5.8; the amounts ${written}`, {
        clashResolve: 60,
        drop: 24,
        insertFailed: 24,
      }),
      dnsTable,
    ],
    expected: { ...nothingHit, lookAlikes: ["udp-insert-race"], confidence: "medium" },
  },
  {
    name: "one-insert-failure",
    about: "One packet lost to a race in a table with room, and nothing else",
    changes: [rising(`a single failure with its drop: nf_conntrack_core.c; the amount ${written}`, { drop: 1, insertFailed: 1 })],
    expected: { ...nothingHit, lookAlikes: [], severity: "ok", confidence: "medium" },
  },
  {
    name: "listen-queue-overflows",
    about: "A server that accepts too slowly",
    changes: [overflows],
    expected: { ...nothingHit, lookAlikes: ["listen-overflow"] },
  },
  {
    name: "neighbour-table-full",
    about: "More neighbours than gc_thresh3 allows",
    changes: [
      {
        from: `table_fulls rising: the kernel's own meaning; the amounts ${written}`,
        now: {
          neighbourTable: healthyParts.neighbourTable.map((one) => (one.family === 4 ? { ...one, entries: 1024, tableFulls: 77 } : one)),
        },
      },
    ],
    expected: { ...nothingHit, lookAlikes: ["neighbour-table-full"] },
  },
  allowance(
    "dns-throttled",
    "linklocal_allowance_exceeded",
    340,
    "dns-throttled",
    "More than 1,024 packets a second to the provider's DNS",
  ),
  allowance(
    "bandwidth-in-throttled",
    "bw_in_allowance_exceeded",
    90,
    "bandwidth-throttled",
    "More inbound traffic than the instance may have",
  ),
  allowance(
    "bandwidth-out-throttled",
    "bw_out_allowance_exceeded",
    2300,
    "bandwidth-throttled",
    "More outbound traffic than the instance may have",
  ),
  allowance(
    "packet-rate-throttled",
    "pps_allowance_exceeded",
    15,
    "packet-rate-throttled",
    "More packets a second than the instance may have",
  ),
  {
    name: "ephemeral-ports-short",
    about: "A process of the node with all local ports in use or in TIME_WAIT",
    changes: [
      {
        from: `28,232 ports of the default range: the kernel's default; the amounts ${written}`,
        now: {
          socketQueues: { ...healthyParts.socketQueues, sockets: { ...healthyParts.socketQueues.sockets, tcpInuse: 9300, tcpTw: 19_100 } },
        },
      },
    ],
    expected: { ...nothingHit, lookAlikes: ["ephemeral-ports"] },
  },
  {
    name: "kube-proxy-stalled",
    about: "A change that kube-proxy has not brought into its rules for five minutes",
    changes: [
      {
        from: `two minutes are what kube-proxy calls unhealthy; the times ${written}`,
        now: { kubeProxy: { mode: "iptables", syncs: [{ lastSyncAtMs: takenAtMs - 310_000, lastQueuedAtMs: takenAtMs - 300_000 }] } },
        earlier: { kubeProxy: { mode: "iptables", syncs: [{ lastSyncAtMs: takenAtMs - 310_000, lastQueuedAtMs: takenAtMs - 300_000 }] } },
      },
    ],
    expected: { ...nothingHit, lookAlikes: ["kube-proxy-stalled"] },
  },
  {
    name: "kube-proxy-stalled-since",
    about: "kube-proxy worked when the first sample was taken, and has stood still since",
    windowSeconds: 600,
    changes: [
      {
        from: `two minutes are what kube-proxy calls unhealthy; the times ${written}`,
        now: { kubeProxy: { mode: "iptables", syncs: [{ lastSyncAtMs: takenAtMs - 310_000, lastQueuedAtMs: takenAtMs - 240_000 }] } },
        earlier: { kubeProxy: { mode: "iptables", syncs: [{ lastSyncAtMs: takenAtMs - 610_000, lastQueuedAtMs: takenAtMs - 611_000 }] } },
      },
    ],
    expected: { ...nothingHit, lookAlikes: ["kube-proxy-stalled"] },
  },
  {
    name: "softnet-backlog",
    about: "A processor whose receive queue overflowed",
    changes: [
      {
        from: `the second column of softnet_stat: the kernel's own meaning; the amount ${written}`,
        now: { softnet: { perCpu: healthyParts.softnet.perCpu.map((row) => (row.cpu === 3 ? { ...row, dropped: 512 } : row)) } },
      },
    ],
    expected: { ...nothingHit, lookAlikes: ["softnet-backlog"] },
  },
  {
    name: "full-and-listen-queue",
    about: "A full table, and a server that accepts too slowly: both are told",
    changes: [...refusing, overflows, table(written, [{ kind: "established", entries: 261_000, clients: 180 }])],
    expected: {
      limit: "kernel-table-full",
      lookAlikes: ["listen-overflow"],
      topCause: "table-too-small",
      culprit: null,
      severity: "critical",
      confidence: "high",
    },
  },
];
