import { defineLogPattern } from "../log-pattern.ts";

export const apiServerUnreachable = defineLogPattern({
  id: "api-server-unreachable",
  title: "A client does not reach the API server",
  severity: "high",
  component: "api-server",
  line: /(?:failed to (?:list|watch) \*|error (?:updating|getting) node|unable to register node with API server|failed to (?:update|ensure) (?:node )?lease|unable to update node status).{0,120}?https:\/\/(?<subject>[^/"\\\s?]{1,120})[/"\\?].{0,300}?(?:i\/o timeout|connection refused|TLS handshake timeout|context deadline exceeded|Client\.Timeout exceeded|no route to host|connection reset by peer|client connection lost|unexpected EOF)/i,
  anyOf: [
    "failed to list *",
    "failed to watch *",
    "error updating node",
    "error getting node",
    "unable to register node",
    "failed to update lease",
    "failed to update node lease",
    "failed to ensure lease",
    "unable to update node status",
  ],
  means:
    "The kubelet, kube-proxy or another program of the node asked the API server and got no answer. The subject is the address that was asked.",
  doesNotMean:
    "The API server may be well: a full table on this node makes new connections fail just so, while those that stand go on. While it is upgraded some lines are usual.",
  hasSubject: true,
  next: "`compare_nodes`: is it this node alone? Then `diagnose`. If all nodes have it, it is the API server or what stands before it.",
  source: "Kubernetes client-go tools/cache/reflector.go, kubelet",
  examples: {
    matches: [
      'W0115 12:00:00.000000       1 reflector.go:561] k8s.io/client-go/informers/factory.go:160: failed to list *v1.Service: Get "https://172.20.0.1:443/api/v1/services?limit=500": dial tcp 172.20.0.1:443: i/o timeout',
      'E0115 12:00:00.000000    2999 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://0abc.gr7.us-east-1.eks.amazonaws.com/apis/coordination.k8s.io/v1/leases/node-1?timeout=10s\\": context deadline exceeded" interval="7s"',
      'E0115 12:00:00.000000    2999 kubelet_node_status.go:540] "Error updating node status, will retry" err="error getting node \\"node-1\\": Get \\"https://10.0.0.1:6443/api/v1/nodes/node-1?timeout=10s\\": net/http: TLS handshake timeout"',
    ],
    quiet: [
      "I0115 12:00:00.000000       1 reflector.go:368] Caches populated for *v1.Service from k8s.io/client-go/informers/factory.go:160",
    ],
  },
});
