import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import type { OpenClusterNamesOptions } from "../../src/sources/kubernetes/open-cluster-names.ts";
import { ScriptedApiServer } from "./scripted-api-server.ts";

/** What the agent is given of a large cluster: 110 pods of 8 kB on its node, 5,000 services, 50,000 endpoints. */
const podCount = 110;
const serviceCount = 5000;
const endpointsOfService = 10;

for (const [what, options, heapMegabytes, claims, services] of [
  ["its pods alone", { scope: "node", services: false }, 16, podCount, 0],
  ["its pods and the services", { scope: "node" }, 24, podCount, serviceCount],
  [
    "its pods, the services and the endpoints",
    { scope: "node", endpointSlices: true },
    64,
    podCount + serviceCount * endpointsOfService,
    serviceCount,
  ],
] as const satisfies readonly (readonly [string, Partial<OpenClusterNamesOptions>, number, number, number])[])
  test(`an agent in a large cluster keeps ${what} in a heap of ${heapMegabytes} MB`, { timeout: 120_000 }, async (t) => {
    const server = await openLargeCluster(t);
    const program = join(import.meta.dirname, "agent-names-program.ts");
    const flags = [`--max-old-space-size=${heapMegabytes}`, "--max-semi-space-size=1", "--optimize-for-size", "--expose-gc"];
    const run = await promisify(execFile)(process.execPath, [...flags, program, server.url, JSON.stringify(options)]);
    const seen = JSON.parse(run.stdout) as {
      claims: number;
      services: number;
      remarks: readonly string[];
      before: number;
      after: number;
      most: number;
    };
    assert.deepEqual([seen.claims, seen.services, seen.remarks], [claims, services, []]);
    t.diagnostic(`${seen.before.toFixed(0)} MB before, ${seen.after.toFixed(0)} MB with the names, ${seen.most.toFixed(0)} MB at most`);
  });

async function openLargeCluster(t: TestContext): Promise<ScriptedApiServer> {
  const server = new ScriptedApiServer();
  const { store } = server;
  const podCidr = "10.0.0.0/24";
  store.put("nodes", {
    metadata: { name: "node-0" },
    spec: { podCIDR: podCidr },
    status: { addresses: [{ type: "InternalIP", address: "172.16.0.1" }] },
  });
  const env = Array.from({ length: 150 }, (_, index) => ({ name: `VARIABLE_${index}`, value: "some value of some length" }));
  for (let index = 0; index < podCount; index++) {
    const ip = `10.0.0.${index + 1}`;
    store.put("pods", {
      metadata: {
        name: `local-${index}`,
        namespace: "shop",
        ownerReferences: [{ kind: "ReplicaSet", name: "local-7d9f6c5b8", controller: true }],
      },
      spec: { nodeName: "node-0", containers: [{ name: "main", env }] },
      status: { phase: "Running", podIP: ip, podIPs: [{ ip }], startTime: "2026-01-15T11:00:00Z" },
    });
  }
  for (let index = 0; index < serviceCount; index++) {
    const name = `service-${index}`;
    const namespace = `team-${index % 100}`;
    store.put("services", {
      metadata: { name, namespace, labels: { app: name, team: namespace }, annotations: { "meta.example/last-applied": "x".repeat(400) } },
      spec: { type: "ClusterIP", clusterIP: `10.96.${index >> 8}.${index & 255}`, ports: [{ name: "http", port: 80, targetPort: 8080 }] },
    });
    store.put("endpointslices", {
      metadata: { name: `${name}-abcde`, namespace, labels: { "kubernetes.io/service-name": name } },
      endpoints: Array.from({ length: endpointsOfService }, (_, at) => {
        const number = index * endpointsOfService + at;
        return {
          addresses: [`10.${1 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`],
          conditions: { ready: true, serving: true, terminating: false },
          nodeName: `node-${number % 1000}`,
          targetRef: {
            kind: "Pod",
            namespace,
            name: `${name}-7d9f6c5b8-x2${at}4q`,
            uid: `0b6f8a52-7f5c-4c55-9d50-${String(number).padStart(12, "0")}`,
          },
        };
      }),
      ports: [{ name: "http", port: 8080 }],
    });
  }
  await server.start();
  t.after(() => server.stop());
  return server;
}
