import type { ObjectStore, StoredObject } from "./object-store.ts";

export interface PodExample {
  readonly name: string;
  readonly ip: string;
  readonly node?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly controller?: { readonly kind: string; readonly name: string };
}

export function pod({ name, ip, node = "node-a", namespace = "shop", uid, controller }: PodExample): StoredObject {
  return {
    metadata: {
      name,
      namespace,
      ...(uid !== undefined && { uid }),
      ...(controller !== undefined && { ownerReferences: [{ ...controller, controller: true }] }),
    },
    spec: { nodeName: node, containers: [{ name: "main", image: "registry.example/main:1" }] },
    status: { phase: "Running", podIP: ip, podIPs: [{ ip }], startTime: "2026-01-15T11:00:00Z" },
  };
}

/** A shop on two nodes: a Deployment, a CronJob's pod, a service with its slice. */
export function fillExampleCluster(store: ObjectStore): void {
  const controlledBy = (kind: string, name: string) => ({ ownerReferences: [{ kind, name, controller: true }] });
  store.put("nodes", {
    metadata: { name: "node-a" },
    spec: { podCIDR: "10.0.1.0/24" },
    status: { addresses: [{ type: "InternalIP", address: "172.16.0.4" }] },
  });
  store.put("nodes", { metadata: { name: "node-b" }, status: { addresses: [{ type: "InternalIP", address: "172.16.0.5" }] } });
  store.put("replicasets", {
    metadata: { name: "checkout-7d9f6c5b8", namespace: "shop", ...controlledBy("Deployment", "checkout") },
    spec: { replicas: 1 },
  });
  store.put("jobs", { metadata: { name: "report-29012345", namespace: "shop", ...controlledBy("CronJob", "report") } });
  store.put(
    "pods",
    pod({ name: "checkout-7d9f6c5b8-x2x4q", ip: "10.0.1.5", controller: { kind: "ReplicaSet", name: "checkout-7d9f6c5b8" } }),
  );
  store.put(
    "pods",
    pod({ name: "report-29012345-abcde", ip: "10.0.2.7", node: "node-b", controller: { kind: "Job", name: "report-29012345" } }),
  );
  store.put("pods", pod({ name: "bare", ip: "10.0.1.6" }));
  store.put("services", {
    metadata: { name: "checkout", namespace: "shop" },
    spec: { type: "NodePort", clusterIP: "10.96.0.20", clusterIPs: ["10.96.0.20"], ports: [{ port: 80, nodePort: 30_080 }] },
  });
  store.put("endpointslices", {
    metadata: { name: "checkout-abc", namespace: "shop", labels: { "kubernetes.io/service-name": "checkout" } },
    endpoints: [{ addresses: ["10.0.1.5"], targetRef: { kind: "Pod", namespace: "shop", name: "checkout-7d9f6c5b8-x2x4q" } }],
    ports: [{ port: 8080 }],
  });
}
