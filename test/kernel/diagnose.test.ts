import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { diagnoseResultSchema } from "../../src/contract/diagnose-result.ts";
import { flowStatusBit } from "../../src/model/flow-status.ts";
import { ipProtocol } from "../../src/model/ip-protocol.ts";
import { plainFlow, tcpFlow } from "./insertable-flow.ts";
import { nowhereIpv4, openLaboratory } from "./laboratory.ts";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";

const ullage = fileURLToPath(new URL("../../bin/ullage.js", import.meta.url));

/** What the command itself says from inside the namespace; it must have said it within five seconds. */
async function diagnose(namespace: LaboratoryNamespace) {
  const command = ["netns", "exec", namespace.name, process.execPath, ullage, "diagnose", "--window", "1", "--output", "json"];
  const { stdout } = await promisify(execFile)("ip", command, { timeout: 5000, maxBuffer: 1 << 26 }).catch(
    // A status of 1 to 3 is what a verdict ends with.
    (error: { readonly code?: unknown; readonly stdout: string; readonly stderr: string }) => {
      if (typeof error.code !== "number" || error.code > 3) throw error;
      return error;
    },
  );
  const { verdict, culprits, evidence } = diagnoseResultSchema.parse(JSON.parse(stdout));
  return {
    limit: verdict.limit,
    severity: verdict.severity,
    lookAlikes: verdict.lookAlikes.map(({ id }) => id),
    cause: verdict.causes[0],
    culprits,
    evidence,
    summary: verdict.summary,
  };
}

/** Traffic that goes on while the two samples are taken. */
async function whileSending<T>(namespace: LaboratoryNamespace, options: object, during: () => Promise<T>): Promise<T> {
  const { program } = await namespace.start("udp-burst", { perSecond: 3000, ...options });
  try {
    return await during();
  } finally {
    await program.stop();
  }
}

test("an idle node with room is told to be well", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  const found = await diagnose(client);
  assert.equal(found.limit, "none", found.summary);
  // The kernel's log remembers the full tables of the tests before, which is worth a notice.
  assert.ok(["ok", "notice"].includes(found.severity), found.severity);
});

test("a table full of connections that nobody closed is told with its cause and the client that opened them", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  // Two hours into a countdown of five days.
  const flows = [{ ...tcpFlow("ESTABLISHED", "10.1.0.7", 1024, "10.2.0.1", 5432), timeoutSeconds: 432_000 - 7200 }];
  await client.ask("insert-flows", { flows, count: 2000 });
  const found = await laboratory.withConntrackMax(2000, () =>
    whileSending(client, { to: nowhereIpv4(1), count: 60_000 }, () => diagnose(client)),
  );
  assert.equal(found.limit, "kernel-table-full", found.summary);
  assert.equal(found.severity, "critical");
  assert.equal(found.cause?.id, "connection-leak", found.summary);
  assert.equal(found.cause?.workload, "10.1.0.7");
});

test("a table full of closed connections is told with the churn that fills it", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, server, link } = laboratory.addPair();
  await server.start("tcp-server", { port: 8080 });
  const { program } = await client.start<{ open: number }>("tcp-clients", { host: link.right.ipv4, port: 8080, count: 1200 });
  program.tell("finish");
  await program.next();
  const full = client.readCount();
  const found = await laboratory.withConntrackMax(full, () =>
    whileSending(client, { to: nowhereIpv4(1), count: 60_000, perSecond: 500 }, () => diagnose(client)),
  );
  assert.ok(["kernel-table-full", "kernel-table-evicting"].includes(found.limit), found.summary);
  assert.equal(found.cause?.id, "connection-churn", found.summary);
});

test("a table that evicts unanswered UDP silently is told although nothing is dropped or logged", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  const entries = 200_000;
  await laboratory.withRoomFor(entries, () => client.ask("udp-burst", { to: nowhereIpv4(1), count: entries }));
  const found = await laboratory.withConntrackMax(client.readCount(), () =>
    whileSending(client, { to: nowhereIpv4(128 * 256), count: 60_000, perSecond: 8000 }, () => diagnose(client)),
  );
  assert.equal(found.limit, "kernel-table-evicting", found.summary);
  assert.equal(found.cause?.id, "udp-accumulation", found.summary);
});

test("source NAT without a free port is told at almost no use", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, link } = laboratory.addPair();
  client.applyRules(
    `table ip nat {
    chain post {
      type nat hook postrouting priority 100
      udp dport 5353 snat to ${link.left.ipv4}:40000-40009
    }
  }`,
  );
  const attempts = client.start("udp-clients", {
    host: nowhereIpv4(1),
    port: 5353,
    count: 20,
    roundsAfterMs: Array<number>(400).fill(5),
    patienceMs: 1,
  });
  const found = await diagnose(client);
  await attempts;
  assert.equal(found.limit, "snat-ports", found.summary);
});

test("a storm of connections that nobody answers is told as the cause of a full table", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  const flows = [{ ...tcpFlow("SYN_SENT", "10.1.0.9", 1024, "10.2.0.1", 443), status: 0, timeoutSeconds: 100 }];
  await client.ask("insert-flows", { flows, count: 2000 });
  const found = await laboratory.withConntrackMax(2000, () =>
    whileSending(client, { to: nowhereIpv4(1), count: 60_000, perSecond: 300 }, () => diagnose(client)),
  );
  assert.ok(["kernel-table-full", "kernel-table-evicting"].includes(found.limit), found.summary);
  assert.equal(found.cause?.id, "burst-or-retry-storm", found.summary);
  assert.equal(found.cause?.workload, "10.1.0.9");
});

test("entries that lead through a Service to an endpoint that is gone are told as stale", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, link } = laboratory.addPair();
  const gone = link.right.ipv4.replace(/\.2$/, ".77");
  client.applyRules(
    `table ip nat {
    chain out {
      type nat hook output priority -100
      ip daddr 10.99.200.10 udp dport 53 dnat to ${gone}:53
    }
  }`,
  );
  const flows = [
    plainFlow(
      ipProtocol.udp,
      { source: "10.1.0.3", destination: "10.2.0.3", layer4: { kind: "ports", sourcePort: 1024, destinationPort: 9 } },
      { status: flowStatusBit.seenReply },
    ),
  ];
  await client.ask("insert-flows", { flows, count: 400 });
  await client.ask("udp-clients", { host: "10.99.200.10", port: 53, count: 1000, patienceMs: 10 });
  const found = await laboratory.withConntrackMax(client.readCount(), () =>
    whileSending(client, { to: nowhereIpv4(1), count: 60_000, perSecond: 200 }, () => diagnose(client)),
  );
  assert.equal(found.cause?.id, "stale-endpoints", found.summary);
  assert.equal(found.cause?.workload, gone);
});

test("a race of two packets of one UDP flow is told as what it is, and not as a full table", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, server, link } = laboratory.addPair();
  await server.start("udp-echo", { port: 53 });
  client.applyRules(
    `table ip nat {
    chain out {
      type nat hook output priority -100
      ip daddr 10.99.200.10 udp dport 53 dnat to ${link.right.ipv4}:53
    }
  }`,
  );
  const race = client.start("udp-race", { to: "10.99.200.10", port: 53, seconds: 4 });
  const found = await diagnose(client);
  await race;
  assert.equal(found.limit, "none", found.summary);
  assert.ok(
    found.lookAlikes.includes("udp-insert-race"),
    `${found.summary} ${JSON.stringify(found.evidence)} ${client.readCounters()["clashres"]}`,
  );
});
