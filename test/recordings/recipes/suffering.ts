import type { AddressOwners } from "../../../src/model/address-owners.ts";
import type { SourceNatPortUse } from "../../../src/model/table-composition.ts";
import { healthyParts, nodeAddress, ordinaryFlows, takenAtMs } from "../healthy-node.ts";
import {
  both,
  full,
  measured,
  notRead,
  type Recipe,
  refusing,
  rising,
  suffering,
  table,
  tableFullLog,
  tableWithClients,
  tableWithSourceNat,
  unread,
  usage,
  written,
} from "../recipe.ts";

const synRetransmits = (count: number) => ({ tcpSynRetrans: count, tcpTimeouts: count, tcpRetransSegs: count });

const crowd = table(written, [{ kind: "established", entries: 261_000, clients: 180 }]);

/** Ports towards a DNS server beyond the node, as a rule that names the range of ordinary clients leaves them. */
const dnsPorts = (used: number): readonly SourceNatPortUse[] => [
  {
    ...{ from: nodeAddress, to: "10.0.0.10", port: 53, protocol: "udp", used },
    ...{ lowestPort: 32_768, highestPort: 60_999, remapped: Math.floor(used / 2) },
  },
  {
    ...{ from: nodeAddress, to: "203.0.113.9", port: 443, protocol: "tcp", used: 140 },
    ...{ lowestPort: 33_001, highestPort: 60_412, remapped: 2 },
  },
];

const goneEndpoint = "10.0.9.44";
const namesOf = (endedSecondsAgo: number): AddressOwners => ({
  ...healthyParts.addressOwners,
  from: ["kubectl get pods (pods.json)"],
  claims: [
    {
      address: goneEndpoint,
      owner: {
        kind: "pod",
        name: "inventory-6c9d8b7f5-q8w9e",
        namespace: "shop",
        workload: { kind: "Deployment", namespace: "shop", name: "inventory" },
      },
      sinceMs: takenAtMs - 86_400_000,
      untilMs: takenAtMs - endedSecondsAgo * 1000,
    },
  ],
});

const checkoutPods = Array.from({ length: 30 }, (_, index) => `10.0.4.${10 + index}`);
const checkoutNames: AddressOwners = {
  ...healthyParts.addressOwners,
  from: ["Kubernetes API"],
  claims: checkoutPods.map((address, index) => ({
    address,
    owner: {
      kind: "pod",
      name: `checkout-7d9f6c5b8-x2x${String(index).padStart(2, "0")}`,
      namespace: "shop",
      workload: { kind: "Deployment", namespace: "shop", name: "checkout" },
    },
  })),
};

/** Who suffers, which ports are used, and whose an address was. */
export const sufferingRecipes: readonly Recipe[] = [
  {
    name: "full-and-who-suffers",
    about: "A full table, the pods whose connections it drops, and the node's own datagrams that it refuses",
    changes: [
      ...refusing,
      crowd,
      suffering(`TCPSynRetrans and TCPTimeouts in the pods, OutDiscards on the node: ${measured}; the amounts ${written}`, {
        "checkout-7d9f6c5b8-x2x4q": synRetransmits(80),
        "cart-5f6d7c8b9-abcde": synRetransmits(24),
        systemd: { ...synRetransmits(10), tcpRetransFail: 10, ipOutDiscards: 40 },
      }),
    ],
    expected: {
      limit: "kernel-table-full",
      lookAlikes: [],
      topCause: "table-too-small",
      culprit: null,
      severity: "critical",
      confidence: "high",
    },
  },
  {
    name: "pods-suffer-without-a-limit",
    about: "Pods try again and again on a node with room: what they want to reach does not answer",
    changes: [
      table(written, ordinaryFlows),
      suffering(`TCPSynRetrans as where a table is full: ${measured}; the amounts ${written}`, {
        "checkout-7d9f6c5b8-x2x4q": synRetransmits(60),
        "cart-5f6d7c8b9-abcde": synRetransmits(52),
        "prometheus-0": synRetransmits(12),
      }),
    ],
    expected: { limit: "none", lookAlikes: [], topCause: null, culprit: null, severity: "notice", confidence: "high" },
  },
  {
    name: "source-nat-ports-used-up",
    about: "All but a few ports that a rule leaves for one DNS server are in use, and the rest of the queries is lost",
    changes: [
      rising(`insert_failed and drop together, found fastest: ${measured}; the amounts ${written}`, {
        insertFailed: 900,
        drop: 900,
        found: 44_000,
      }),
      usage(written, 40_600),
      tableWithSourceNat(
        written,
        [
          { kind: "udp", entries: 28_000, clients: 60, destination: "10.0.0.10", port: 53 },
          { kind: "established", entries: 12_000, clients: 60 },
        ],
        dnsPorts(27_900),
      ),
    ],
    expected: {
      limit: "snat-ports",
      lookAlikes: [],
      topCause: "udp-accumulation",
      culprit: null,
      severity: "critical",
      confidence: "high",
    },
  },
  {
    name: "approaching-by-source-nat-ports",
    about: "Nine tenths of the ports that a rule leaves for one DNS server are in use; nothing is lost yet",
    changes: [
      usage(written, 37_700),
      tableWithSourceNat(
        written,
        [
          { kind: "udp", entries: 25_500, clients: 60, port: 53 },
          { kind: "established", entries: 12_000, clients: 60 },
        ],
        dnsPorts(25_420),
      ),
    ],
    expected: {
      limit: "approaching-limit",
      lookAlikes: [],
      topCause: "udp-accumulation",
      culprit: null,
      severity: "warning",
      confidence: "medium",
    },
  },
  {
    name: "full-a-moment-ago-and-nearly-still",
    about: "94 % of the table, a line of the kernel two minutes old, and nobody could read the counters",
    changes: [
      usage(`between two bursts: ${written}`, 246_500),
      tableFullLog(`lines as the kernel writes them: ${written}`, [151, 140, 122]),
      unread("forbidden", "no permission (needs root)", "cpuCounters"),
      both("a bundle opens no connections", { localConnections: notRead }),
      crowd,
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
    name: "full-stale-endpoint-by-name",
    about: "A full table of entries towards a pod of another node that ended four minutes ago, by the names of pods",
    changes: [
      full,
      rising(`drop rising alone: ${measured}`, { drop: 700 }),
      table(written, [
        { kind: "udpUnanswered", entries: 150_000, clients: 60, destination: "10.96.7.7", port: 5000, endpoint: goneEndpoint },
        { kind: "established", entries: 111_000, clients: 60 },
      ]),
      both(`names with their times: ${written}`, { addressOwners: namesOf(240) }),
    ],
    expected: {
      limit: "kernel-table-full",
      lookAlikes: [],
      topCause: "stale-endpoints",
      culprit: "Deployment shop/inventory",
      severity: "critical",
      confidence: "high",
    },
  },
  {
    name: "full-churn-of-a-deployment",
    about: "Thirty pods of one Deployment open a connection for each request, each with a fiftieth of the table",
    changes: [
      ...refusing,
      tableWithClients(
        written,
        [
          { kind: "timeWait", entries: 157_000, clients: checkoutPods, destination: "10.96.8.1", port: 443 },
          { kind: "established", entries: 104_000, clients: 60 },
        ],
        256,
      ),
      both(`names of pods: ${written}`, { addressOwners: checkoutNames }),
    ],
    expected: {
      limit: "kernel-table-full",
      lookAlikes: [],
      topCause: "connection-churn",
      culprit: "Deployment shop/checkout",
      severity: "critical",
      confidence: "high",
    },
  },
];
