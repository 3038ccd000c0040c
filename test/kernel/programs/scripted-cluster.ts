/**
 * An API server of Kubernetes with one node and one pod, or as many as there are `podIps`, and a receiver of OTLP. Any word but `add-pod` is answered with what has reached them.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Certificate } from "../../kubernetes/certificates.ts";
import { pod } from "../../kubernetes/example-cluster.ts";
import { ScriptedApiServer } from "../../kubernetes/scripted-api-server.ts";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";

export interface ClusterReport {
  readonly openWatches: number;
  /** Requests that began a watch. */
  readonly watches: number;
  readonly connections: number;
  /** What the Events say, in the order in which they were made. */
  readonly events: readonly string[];
  /** What the node's condition was set to last. */
  readonly pressure: string | undefined;
  readonly pushes: number;
  readonly pushConnections: number;
}

interface Options {
  readonly host: string;
  readonly node: string;
  readonly token: string;
  readonly ca: string;
  readonly server: Certificate;
  /** Instead of the one: a pod at each of these addresses, as large as real ones. */
  readonly podIps?: readonly string[];
}

/** What a pod's volumes, environment, conditions and managed fields mostly come to, in JSON. */
const podBytes = 6000;
const { host, node, token, ca, server, podIps } = readOptions<Options>();
const client = () => {
  throw new Error("nobody here has a certificate of a client");
};
const api = new ScriptedApiServer({ host, authority: { ca, server, client } });
api.tokens = new Set([token]);
api.store.put("nodes", {
  metadata: { name: node, uid: "6f1b" },
  status: { addresses: [{ type: "InternalIP", address: host }], conditions: [] },
});
if (podIps === undefined) api.store.put("pods", pod({ name: "first", ip: "10.1.0.1", node }));
for (const [number, ip] of (podIps ?? []).entries()) {
  const controller = { kind: "ReplicaSet", name: `service-${number % 40}-7d9f6c5b8` };
  const { metadata, ...rest } = pod({ name: `${controller.name}-${1000 + number}`, ip, node, uid: `uid-${number}`, controller });
  api.store.put("pods", { ...rest, metadata: { ...metadata, managedFields: [{ manager: "kubelet", fieldsV1: "f".repeat(podBytes) }] } });
}
await api.start();

let pushes = 0;
let pushConnections = 0;
const receiver = createServer((request, response) => {
  request.resume();
  request.once("end", () => {
    pushes++;
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  });
});
receiver.keepAliveTimeout = 600_000;
receiver.on("connection", () => pushConnections++);
receiver.listen(0, host, () => answer({ apiPort: api.address.port, otlpPort: (receiver.address() as AddressInfo).port }));

stayUntilInputEnds((word) => {
  if (word === "add-pod") api.store.put("pods", pod({ name: "latecomer", ip: "10.1.0.2", node }));
  answer({
    openWatches: api.openWatches,
    watches: api.requests.filter(({ isWatch }) => isWatch).length,
    connections: api.connectionsMade,
    events: api.writesOf("events").map(({ body }) => JSON.stringify(body)),
    pressure: pressureOf(api.writesOf("nodes/status").at(-1)?.body),
    pushes,
    pushConnections,
  } satisfies ClusterReport);
});

function pressureOf(body: unknown): string | undefined {
  const { status } = (body ?? {}) as {
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }; // of the agent
  return status?.conditions?.find(({ type }) => type === "ConntrackPressure")?.status;
}
