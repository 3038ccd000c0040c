import { flowStatusBit } from "../../src/model/flow-status.ts";
import { ipProtocol } from "../../src/model/ip-protocol.ts";
import { plainFlow, tcpFlow } from "../kernel/insertable-flow.ts";
import { type Laboratory, nowhereIpv4 } from "../kernel/laboratory.ts";
import type { LaboratoryNamespace } from "../kernel/laboratory-namespace.ts";
import type { ExpectedVerdict } from "./recipe.ts";

/** Something made to happen in a namespace of a real kernel, and saved while it happens. */
export interface Situation {
  readonly name: string;
  readonly about: string;
  readonly expected: ExpectedVerdict;
  make(laboratory: Laboratory, save: (namespace: LaboratoryNamespace) => Promise<void>): Promise<void>;
}

const serviceAddress = "10.99.200.10";
const critical = { lookAlikes: [], severity: "critical" } as const;

export const situations: readonly Situation[] = [
  {
    name: "real-idle",
    about: "A namespace with room in which nothing happens",
    expected: { limit: "none", lookAlikes: [], topCause: null, culprit: null, severity: "ok" },
    async make(laboratory, save) {
      const { client } = laboratory.addPair();
      await save(client);
    },
  },
  {
    name: "real-full-idle-connections",
    about: "Two thousand inserted connections two hours into a countdown of five days fill the table, and datagrams are refused",
    expected: { ...critical, limit: "kernel-table-full", topCause: "connection-leak", culprit: "10.1.0.7", confidence: "high" },
    async make(laboratory, save) {
      const { client } = laboratory.addPair();
      const flows = [{ ...tcpFlow("ESTABLISHED", "10.1.0.7", 1024, "10.2.0.1", 5432), timeoutSeconds: 432_000 - 7200 }];
      await client.ask("insert-flows", { flows, count: 2000 });
      await laboratory.withConntrackMax(2000, () => whileSending(client, { to: nowhereIpv4(1), perSecond: 3000 }, () => save(client)));
    },
  },
  {
    name: "real-full-churn",
    about: "Twelve hundred connections that were opened and closed fill the table with TIME_WAIT",
    expected: { ...critical, limit: "kernel-table-full", topCause: "connection-churn", culprit: "10.90.1.1" },
    async make(laboratory, save) {
      const { client, server, link } = laboratory.addPair();
      await server.start("tcp-server", { port: 8080 });
      const { program } = await client.start("tcp-clients", { host: link.right.ipv4, port: 8080, count: 1200 });
      program.tell("finish");
      await program.next();
      await laboratory.withConntrackMax(client.readCount(), () =>
        whileSending(client, { to: nowhereIpv4(1), perSecond: 500 }, () => save(client)),
      );
    },
  },
  {
    name: "real-evicting",
    about: "A full table of two hundred thousand unanswered datagrams, and eight thousand new ones a second",
    expected: { ...critical, limit: "kernel-table-evicting", topCause: "udp-accumulation", culprit: "10.90.1.1", confidence: "high" },
    async make(laboratory, save) {
      const { client } = laboratory.addPair();
      const entries = 200_000;
      await laboratory.withRoomFor(entries, () => client.ask("udp-burst", { to: nowhereIpv4(1), count: entries }));
      await laboratory.withConntrackMax(client.readCount(), () =>
        whileSending(client, { to: nowhereIpv4(128 * 256), perSecond: 8000 }, () => save(client)),
      );
    },
  },
  {
    name: "real-full-mixture",
    about: "A limit far below the number of buckets, so that unanswered datagrams are evicted and refused side by side",
    expected: { ...critical, limit: "kernel-table-full", topCause: "udp-accumulation", culprit: "10.90.1.1", confidence: "high" },
    async make(laboratory, save) {
      const { client } = laboratory.addPair();
      await client.ask("udp-burst", { to: nowhereIpv4(1), count: 20_000 });
      await laboratory.withConntrackMax(client.readCount(), () =>
        whileSending(client, { to: nowhereIpv4(128 * 256), perSecond: 4000 }, () => save(client)),
      );
    },
  },
  {
    name: "real-source-nat",
    about: "Ten source NAT ports for hundreds of clients of one destination",
    expected: { ...critical, limit: "snat-ports", topCause: "udp-accumulation", culprit: "10.90.1.1", confidence: "high" },
    async make(laboratory, save) {
      const { client, link } = laboratory.addPair();
      client.applyRules(natTable("post", "postrouting", 100, `udp dport 5353 snat to ${link.left.ipv4}:40000-40009`));
      const roundsAfterMs = Array<number>(700).fill(5);
      const attempts = client.start("udp-clients", { host: nowhereIpv4(1), port: 5353, count: 20, roundsAfterMs, patienceMs: 1 });
      await save(client);
      await attempts;
    },
  },
  {
    name: "real-full-retry-storm",
    about: "Two thousand begun connections that nobody answers fill a table with many more buckets, so that it evicts and refuses",
    expected: { ...critical, limit: "kernel-table-full", topCause: "burst-or-retry-storm", culprit: "10.1.0.9" },
    async make(laboratory, save) {
      const { client } = laboratory.addPair();
      const flows = [{ ...tcpFlow("SYN_SENT", "10.1.0.9", 1024, "10.2.0.1", 443), status: 0, timeoutSeconds: 100 }];
      await client.ask("insert-flows", { flows, count: 2000 });
      await laboratory.withConntrackMax(2000, () => whileSending(client, { to: nowhereIpv4(1), perSecond: 300 }, () => save(client)));
    },
  },
  {
    name: "real-stale-endpoint",
    about: "A thousand queries through a service's address to an endpoint that is gone, in a table at its limit with many more buckets",
    expected: { ...critical, limit: "kernel-table-full", topCause: "stale-endpoints", culprit: "10.90.1.77" },
    async make(laboratory, save) {
      const { client, link } = laboratory.addPair();
      const gone = link.right.ipv4.replace(/\.2$/, ".77");
      client.applyRules(natTable("out", "output", -100, `ip daddr ${serviceAddress} udp dport 53 dnat to ${gone}:53`));
      const tuple = {
        source: "10.1.0.3",
        destination: "10.2.0.3",
        layer4: { kind: "ports", sourcePort: 1024, destinationPort: 9 },
      } as const;
      await client.ask("insert-flows", { flows: [plainFlow(ipProtocol.udp, tuple, { status: flowStatusBit.seenReply })], count: 400 });
      await client.ask("udp-clients", { host: serviceAddress, port: 53, count: 1000, patienceMs: 10 });
      await laboratory.withConntrackMax(client.readCount(), () =>
        whileSending(client, { to: nowhereIpv4(1), perSecond: 200 }, () => save(client)),
      );
    },
  },
  {
    name: "real-dns-race",
    about: "Two packets of one flow at a time through a service's address",
    expected: { limit: "none", lookAlikes: ["udp-insert-race"], topCause: null, culprit: null, severity: "notice" },
    async make(laboratory, save) {
      const { client, server, link } = laboratory.addPair();
      await server.start("udp-echo", { port: 53 });
      client.applyRules(natTable("out", "output", -100, `ip daddr ${serviceAddress} udp dport 53 dnat to ${link.right.ipv4}:53`));
      const race = client.start("udp-race", { to: serviceAddress, port: 53, rounds: 3000 });
      await save(client);
      await race;
    },
  },
  {
    name: "real-pod-table-full",
    about: "Another namespace's table is full and refuses, while the one that is looked from has room",
    expected: { limit: "pod-table-full", lookAlikes: [], topCause: null, culprit: null, severity: "critical", confidence: "high" },
    async make(laboratory, save) {
      const { client: pod } = laboratory.addPair();
      const node = laboratory.addNamespace("node");
      node.track();
      const flows = [tcpFlow("ESTABLISHED", "10.1.0.7", 1024, "10.2.0.1", 5432)];
      await pod.ask("insert-flows", { flows, count: 2000 });
      await laboratory.withConntrackMax(2000, () => whileSending(pod, { to: nowhereIpv4(1), perSecond: 3000 }, () => save(node)));
    },
  },
];

/** Traffic that goes on while both samples are taken. */
async function whileSending(namespace: LaboratoryNamespace, options: object, during: () => Promise<void>): Promise<void> {
  const { program } = await namespace.start("udp-burst", { count: 60_000, ...options });
  try {
    await during();
  } finally {
    await program.stop();
  }
}

function natTable(chain: string, hook: string, priority: number, rule: string): string {
  return `table ip nat {\n chain ${chain} {\n type nat hook ${hook} priority ${priority}\n ${rule}\n }\n}`;
}
