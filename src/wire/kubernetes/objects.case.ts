/** Objects as an API server of 1.33 writes them, shortened to what is read and some of what is not. */
export const podOnDualStack = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "checkout-7d9f6c5b8-x2x4q",
    namespace: "shop",
    uid: "5f0a",
    resourceVersion: "4711",
    creationTimestamp: "2026-01-15T11:59:58Z",
    ownerReferences: [
      { apiVersion: "v1", kind: "Something", name: "waits", uid: "0" },
      { apiVersion: "apps/v1", kind: "ReplicaSet", name: "checkout-7d9f6c5b8", uid: "rs-1", controller: true, blockOwnerDeletion: true },
    ],
    managedFields: [{ manager: "kubelet" }],
  },
  spec: {
    nodeName: "node-a",
    containers: [
      {
        name: "web",
        ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
        livenessProbe: { httpGet: { path: "/live", port: "http" } },
        readinessProbe: { tcpSocket: { port: 9000 } },
        startupProbe: { exec: { command: ["true"] } },
      },
    ],
    initContainers: [{ name: "proxy", restartPolicy: "Always", startupProbe: { grpc: { port: 15020 } } }],
  },
  status: {
    phase: "Running",
    podIP: "10.0.1.5",
    podIPs: [{ ip: "10.0.1.5" }, { ip: "FD00:0:0::5" }],
    startTime: "2026-01-15T12:00:00Z",
  },
};

export const service = {
  kind: "Service",
  metadata: { name: "checkout", namespace: "shop", uid: "svc-1" },
  spec: {
    type: "LoadBalancer",
    clusterIP: "10.96.0.20",
    clusterIPs: ["10.96.0.20", "fd01::20"],
    externalIPs: ["192.0.2.1"],
    ports: [
      { name: "http", port: 80, targetPort: 8080, nodePort: 30080 },
      { name: "dns", protocol: "UDP", port: 53 },
    ],
  },
  status: { loadBalancer: { ingress: [{ ip: "198.51.100.7" }, { hostname: "lb.example.org" }] } },
};

export const endpointSlice = {
  kind: "EndpointSlice",
  addressType: "IPv4",
  metadata: { name: "checkout-abc", namespace: "shop", labels: { "kubernetes.io/service-name": "checkout" } },
  endpoints: [
    {
      addresses: ["10.0.1.5"],
      conditions: { ready: true, serving: true, terminating: false },
      targetRef: { kind: "Pod", namespace: "shop", name: "checkout-7d9f6c5b8-x2x4q", uid: "5f0a" },
      nodeName: "node-a",
    },
    { addresses: ["10.0.2.9"], conditions: { ready: false } },
    { addresses: ["10.0.2.10"] },
    { addresses: ["db.example.org"] },
  ],
  ports: [{ name: "http", port: 8080, protocol: "TCP" }, { name: "any" }],
};

export const node = {
  kind: "Node",
  metadata: { name: "node-a" },
  spec: { podCIDR: "10.0.1.0/24", podCIDRs: ["10.0.1.0/24", "fd00:0:0:1::/64", "10.0.1.0/33"] },
  status: {
    addresses: [
      { type: "InternalIP", address: "172.16.0.4" },
      { type: "Hostname", address: "node-a" },
      { type: "ExternalIP", address: "203.0.113.9" },
    ],
  },
};
