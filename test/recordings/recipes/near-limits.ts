import { nodeAddress, ordinaryFlows } from "../healthy-node.ts";
import { card, grownUsage, podTable, type Recipe, table, tables, usage, written } from "../recipe.ts";

const crowd = { kind: "established", entries: 39_000, clients: 150 } as const;

/** Nodes that lose nothing yet, and an ordinary one. */
export const nearLimitRecipes: readonly Recipe[] = [
  {
    name: "approaching-by-use",
    about: "Nine tenths full, and nobody stands out",
    changes: [usage(written, 236_000), table(written, [{ kind: "established", entries: 235_000, clients: 180 }])],
    expected: {
      limit: "approaching-limit",
      lookAlikes: [],
      topCause: "table-too-small",
      culprit: null,
      severity: "warning",
      confidence: "high",
    },
  },
  {
    name: "approaching-at-99-percent",
    about: "A table at 99 % that has refused and evicted nothing",
    changes: [usage(written, 259_600), table(written, [{ kind: "established", entries: 259_000, clients: 180 }])],
    expected: {
      limit: "approaching-limit",
      lookAlikes: [],
      topCause: "table-too-small",
      culprit: null,
      severity: "warning",
      confidence: "high",
    },
  },
  {
    name: "approaching-by-time",
    about: "Half full, and full in a minute and a half at the present growth",
    changes: [
      grownUsage(`a growth of 1,400 a second: ${written}`, 129_200, 132_000),
      table(written, [
        { kind: "synSent", entries: 90_000, clients: "10.0.3.30", destination: "10.96.9.9", port: 8080 },
        { kind: "established", entries: 41_000, clients: 60 },
      ]),
    ],
    expected: {
      limit: "approaching-limit",
      lookAlikes: [],
      topCause: "burst-or-retry-storm",
      culprit: "10.0.3.30",
      severity: "warning",
      confidence: "medium",
    },
  },
  {
    name: "approaching-by-udp",
    about: "UDP entries of everybody that become more and more, in a table that is full in four minutes",
    changes: [
      grownUsage(`a growth of 500 a second: ${written}`, 139_000, 144_000),
      tables(
        written,
        [{ kind: "udp", entries: 99_000, clients: 150, port: 53 }, crowd],
        [{ kind: "udp", entries: 104_200, clients: 150, port: 53 }, crowd],
      ),
    ],
    windowSeconds: 10,
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
    name: "approaching-by-allowance",
    about: "Eight hundred connections are left of the instance's allowance",
    changes: [
      card(
        `the threshold of the DNS monitoring stack's alert; the amount ${written}`,
        { conntrack_allowance_available: 950 },
        {
          conntrack_allowance_available: 800,
        },
      ),
    ],
    expected: { limit: "approaching-limit", lookAlikes: [], topCause: null, culprit: null, severity: "warning", confidence: "medium" },
  },
  {
    name: "approaching-in-a-pod",
    about: "Nine tenths of a pod's own table",
    changes: [podTable(written, 236_000)],
    expected: {
      limit: "approaching-limit",
      lookAlikes: [],
      topCause: null,
      culprit: "envoy (process 4242)",
      severity: "warning",
      confidence: "medium",
    },
  },
  {
    name: "healthy-node",
    about: "An ordinary day",
    changes: [tables(written, ordinaryFlows, [...ordinaryFlows, { kind: "timeWait", entries: 400, clients: nodeAddress, peers: 60 }])],
    expected: { limit: "none", lookAlikes: [], topCause: null, culprit: null, severity: "ok", confidence: "high" },
  },
];
