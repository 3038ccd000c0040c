import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { findResultSchema } from "../../src/contract/find-result.ts";
import { ipProtocol } from "../../src/model/ip-protocol.ts";
import { plainFlow } from "./insertable-flow.ts";
import { type Laboratory, openLaboratory } from "./laboratory.ts";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";

const ullage = fileURLToPath(new URL("../../bin/ullage.js", import.meta.url));
const service = "10.96.0.80";

/** What the command says from inside the namespace, with its status. */
function find(namespace: LaboratoryNamespace, args: readonly string[]) {
  const command = ["netns", "exec", namespace.name, process.execPath, ullage, "find", ...args, "--output", "json"];
  const { status, stdout, stderr } = spawnSync("ip", command, { encoding: "utf8", timeout: 60_000 });
  assert.ok(status === 0 || status === 1, `status ${status}: ${stderr}`);
  return { status, result: findResultSchema.strict().parse(JSON.parse(stdout)) };
}

/** A pod's network namespace, the node that translates for it, and a server elsewhere. */
function addNode(laboratory: Laboratory) {
  const [pod, node, server] = [laboratory.addNamespace("pod"), laboratory.addNamespace("node"), laboratory.addNamespace("server")];
  const inside = laboratory.link(pod, node);
  const outside = laboratory.link(node, server);
  pod.run("ip", "route", "add", "default", "via", inside.right.ipv4);
  node.setSysctl("net.ipv4.ip_forward", 1);
  node.applyRules(`table ip nat {
    chain pre { type nat hook prerouting priority -100; ip daddr ${service} tcp dport 80 dnat to ${outside.right.ipv4}:8080; }
    chain post { type nat hook postrouting priority 100; oifname "${outside.interfaceName}" masquerade fully-random; }
  }`);
  return { pod, node, server, podAddress: inside.left.ipv4, nodeAddress: outside.left.ipv4, serverAddress: outside.right.ipv4 };
}

function podList(t: TestContext, address: string): string {
  const folder = mkdtempSync(join(tmpdir(), "ullage-find-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "pods.json");
  const controller = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "checkout-7d9f6b8c5", controller: true };
  const pod = {
    kind: "Pod",
    metadata: { namespace: "shop", name: "checkout-7d9f6b8c5-x2x4q", uid: "1", ownerReferences: [{ ...controller, uid: "2" }] },
    spec: { nodeName: "node-a" },
    status: { phase: "Running", podIP: address, podIPs: [{ ip: address }] },
  };
  writeFileSync(path, JSON.stringify({ kind: "List", items: [{ ...pod, apiVersion: "v1" }] }));
  return path;
}

test("the address and port that a server saw are told to be the pod that they stood for", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { pod, node, server, podAddress, nodeAddress, serverAddress } = addNode(laboratory);
  const listening = await server.start("tcp-server", { port: 8080 });
  assert.deepEqual(await pod.start("tcp-clients", { host: service, port: 80, count: 3 }).then(({ answer }) => answer), {
    open: 3,
    failures: {},
  });
  listening.program.tell("peers");
  const { peers } = await listening.program.next<{ readonly peers: readonly { readonly address: string; readonly port: number }[] }>();
  const names = ["--pods", podList(t, podAddress)];
  // The kernel's own list of who is connected from which port, in the pod.
  const localPorts =
    pod
      .run("ss", "-Htn", "state", "established")
      .match(/(?<=10\.90\.1\.1:)\d+/g)
      ?.map(Number) ?? [];
  assert.deepEqual([peers.length, localPorts.length], [3, 3]);

  await t.test("each by its own port, in the form that a dual-stack server logs it", () => {
    const found = peers.map(({ address, port }) => {
      assert.equal(address, `::ffff:${nodeAddress}`);
      const { status, result } = find(node, [`${address}:${port}`, ...names]);
      assert.deepEqual([status, result.found, result.answers.length], [0, 1, 1]);
      const [entry] = result.entries;
      assert.deepEqual(
        { ...entry, timeoutSeconds: 0, age: null, client: { ...entry?.client, port: 0 } },
        {
          family: 4,
          protocol: "tcp",
          state: "ESTABLISHED",
          flags: ["assured"],
          zone: 0,
          timeoutSeconds: 0,
          age: null,
          translation: "both",
          client: { address: podAddress, port: 0, owner: checkout },
          destination: { address: service, port: 80 },
          endpoint: { address: serverAddress, port: 8080, owner: entry?.endpoint.owner },
          seenAs: { address: nodeAddress, port, owner: entry?.seenAs.owner },
          at: [["seenAs"]],
        },
      );
      assert.equal(entry?.seenAs.owner?.kind, "node");
      const [answer] = result.answers;
      assert.deepEqual([answer?.as, answer?.who.owner], ["seenAs", checkout]);
      return entry?.client.port;
    });
    assert.deepEqual(found.toSorted(), localPorts.toSorted());
  });

  await t.test("with the server whose log it is, and not with another", () => {
    const [peer] = peers;
    const seen = `${nodeAddress}:${peer?.port}`;
    assert.equal(find(node, [seen, `${serverAddress}:8080`, ...names]).result.found, 1);
    assert.equal(find(node, [seen, `${service}:80`, ...names]).result.found, 1);
    assert.deepEqual([find(node, [seen, "10.99.0.1", ...names]).status, find(node, [`${seen}`, "--protocol", "udp"]).status], [1, 1]);
  });

  await t.test("the pod and its workload are found by name, in all they take part in", () => {
    for (const name of ["shop/checkout-7d9f6b8c5-x2x4q", "shop/checkout", "deployment/shop/checkout"]) {
      assert.equal(find(node, [name, ...names]).result.found, 3, name);
    }
  });

  await t.test("a port that nobody has is not found, and the address is", () => {
    const unused = peers.some(({ port }) => port === 1) ? 2 : 1;
    const { status, result } = find(node, [`${nodeAddress}:${unused}`, ...names]);
    assert.deepEqual([status, result.found, result.capped], [1, 0, null]);
    assert.ok(result.notFound?.includes(`${nodeAddress} is in 3 entries with other ports.`), result.notFound?.join("\n"));
  });
});

const checkout = {
  kind: "pod",
  name: "checkout-7d9f6b8c5-x2x4q",
  namespace: "shop",
  workload: { kind: "Deployment", namespace: "shop", name: "checkout" },
} as const;

test("an entry is found while the table is full, and nothing is put into it", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  // The limit is one number for the machine. It is not lowered here, so that nothing else lives under it while the command runs.
  const limit = Number(readFileSync("/proc/sys/net/netfilter/nf_conntrack_max", "utf8"));
  if (limit === 0 || limit > 300_000) return t.skip(`a limit of ${limit} entries is too much to fill`);
  const { client } = laboratory.addPair();
  const layer4 = { kind: "ports", sourcePort: 1, destinationPort: 53 } as const;
  const flows = [
    plainFlow(ipProtocol.udp, { source: "10.1.0.1", destination: "10.2.0.1", layer4 }),
    plainFlow(ipProtocol.udp, { source: "fd10::1", destination: "fd20::1", layer4 }),
  ];
  const { sent } = await client.ask<{ readonly sent: number }>("insert-flows", { flows, count: limit });
  assert.deepEqual([sent, client.readCount()], [limit, limit]);
  const refused = client.readCounters()["drop"];
  assert.equal(find(client, ["10.1.0.1:1500"]).result.found, 1);
  assert.deepEqual(find(client, ["[fd10::1]:1500", "[fd20::1]:53"]).result.entries[0]?.at, [
    ["client", "seenAs"],
    ["destination", "endpoint"],
  ]);
  assert.equal(find(client, [":53"]).result.found, limit);
  assert.deepEqual([client.readCount(), client.readCounters()["drop"]], [limit, refused]);
});
