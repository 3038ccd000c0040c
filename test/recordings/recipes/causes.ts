import type { CauseId } from "../../../src/model/verdict.ts";
import type { FlowGroup } from "../compose-table.ts";
import { nodeAddress } from "../healthy-node.ts";
import { both, type Change, evicting, type Recipe, refusing, table, written } from "../recipe.ts";

interface CauseBrief {
  readonly name: string;
  readonly about: string;
  readonly cause: CauseId;
  readonly culprit: string | null;
  readonly flows: readonly FlowGroup[];
  readonly also?: readonly Change[];
  readonly isEvicting?: boolean;
}

const briefs: readonly CauseBrief[] = [
  {
    name: "churn",
    about: "One client opens a connection for each request",
    cause: "connection-churn",
    culprit: "10.0.3.40",
    flows: [
      { kind: "timeWait", entries: 190_000, clients: "10.0.3.40", destination: "10.96.8.1", port: 443 },
      { kind: "established", entries: 71_000, clients: 60 },
    ],
  },
  {
    name: "churn-of-many",
    about: "Everybody opens a connection for each request",
    cause: "connection-churn",
    culprit: null,
    flows: [
      { kind: "timeWait", entries: 190_000, clients: 150 },
      { kind: "established", entries: 71_000, clients: 150 },
    ],
  },
  {
    name: "queries-from-new-ports",
    about: "One client asks for names from ever new ports, beside a few closed connections",
    cause: "udp-accumulation",
    culprit: "10.0.3.41",
    isEvicting: true,
    flows: [
      { kind: "udpUnanswered", entries: 250_000, clients: "10.0.3.41", destination: "10.96.0.10", port: 53 },
      { kind: "timeWait", entries: 900, clients: 60 },
      { kind: "established", entries: 300, clients: 60 },
    ],
  },
  {
    name: "leak-beside-a-larger-client",
    about: "The client that leaks is not the one with the most entries",
    cause: "connection-leak",
    culprit: "10.0.3.43",
    flows: [
      { kind: "established", entries: 130_000, clients: "10.0.3.42", destination: "10.96.5.5", port: 6379 },
      { kind: "idle", entries: 90_000, clients: "10.0.3.43", destination: "10.96.4.20", port: 5432 },
      { kind: "established", entries: 40_000, clients: 60 },
    ],
  },
  {
    name: "stale-endpoint",
    about: "Queries that a service's rule still sends to a pod that is gone",
    cause: "stale-endpoints",
    culprit: "10.0.2.99",
    isEvicting: true,
    flows: [
      { kind: "udpUnanswered", entries: 180_000, clients: 120, destination: "10.96.0.10", port: 53, endpoint: "10.0.2.99" },
      { kind: "established", entries: 80_000, clients: 120 },
    ],
    also: [
      both(`an address of the node's own network that does not answer ARP: ${written}`, { neighbours: { incomplete: ["10.0.2.99"] } }),
    ],
  },
  {
    name: "retry-storm",
    about: "Connections to a service that does not answer, tried again and again",
    cause: "burst-or-retry-storm",
    culprit: "10.0.3.45",
    isEvicting: true,
    flows: [
      { kind: "synSent", entries: 160_000, clients: "10.0.3.45", destination: "10.96.9.9", port: 8080 },
      { kind: "established", entries: 100_000, clients: 60 },
    ],
  },
  {
    name: "scraper-of-everything",
    about: "One client with connections to some nine hundred destinations",
    cause: "fan-out",
    culprit: "10.0.3.46",
    flows: [
      { kind: "established", entries: 150_000, clients: "10.0.3.46", peers: 900, port: 9100 },
      { kind: "established", entries: 111_000, clients: 60 },
    ],
  },
  {
    name: "fan-out-beside-a-larger-client",
    about: "The client with very many destinations is not the one with the most entries",
    cause: "fan-out",
    culprit: "10.0.3.48",
    flows: [
      { kind: "established", entries: 110_000, clients: "10.0.3.47", peers: 2, port: 6379 },
      { kind: "established", entries: 80_000, clients: "10.0.3.48", peers: 700, port: 9100 },
      { kind: "established", entries: 70_000, clients: 60 },
    ],
  },
  {
    name: "tunnels-tracked",
    about: "The overlay network's own packets take most of the table",
    cause: "tunnel-tracking",
    culprit: null,
    isEvicting: true,
    flows: [
      { kind: "tunnel", entries: 140_000, clients: 40, destination: "10.0.0.12", port: 8472 },
      { kind: "established", entries: 121_000, clients: 120 },
    ],
  },
  {
    name: "probes",
    about: "Closed connections of the node itself to its 58 pods, beside a larger client",
    cause: "probe-load",
    culprit: "node node",
    flows: [
      { kind: "timeWait", entries: 80_000, clients: nodeAddress, peers: 58, port: 8080 },
      { kind: "established", entries: 90_000, clients: "10.0.3.49", peers: 4 },
      { kind: "established", entries: 91_000, clients: 60 },
    ],
  },
  {
    name: "too-small-for-all",
    about: "A full table in which nobody stands out",
    cause: "table-too-small",
    culprit: null,
    flows: [
      { kind: "established", entries: 180_000, clients: 150 },
      { kind: "timeWait", entries: 50_000, clients: 150 },
      { kind: "udp", entries: 31_000, clients: 150 },
    ],
  },
];

/** Why a table is full. */
export const causeRecipes: readonly Recipe[] = briefs.map(({ name, about, cause, culprit, flows, also = [], isEvicting = false }) => ({
  name: `full-${name}`,
  about,
  changes: [...(isEvicting ? evicting : refusing), ...also, table(`what the table is made of: ${written}`, flows)],
  expected: {
    limit: isEvicting ? "kernel-table-evicting" : "kernel-table-full",
    lookAlikes: [],
    topCause: cause,
    culprit,
    severity: "critical",
    confidence: "high",
  },
}));
