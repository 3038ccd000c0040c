import type { Remedy } from "./remedy.ts";

export const reviewNodePorts: Remedy = {
  id: "review-node-ports",
  title: "Review NodePorts and externalTrafficPolicy",
  kind: "look",
  when: "long-term",
  rating: "GREEN",
  why: "With externalTrafficPolicy Cluster a connection that arrives at a node without the endpoint is masqueraded and sent on: an entry on both nodes, and a source port of the first. With Local it stays where it arrives, and load balancers probe every node instead.",
  helpsAgainst: ["snat-ports", "table-too-small"],
  doesNotHelpAgainst: ["hash-undersized", "bpf-map-full", "none", "unknown"],
  plan: () => ({
    because: "Connections from outside that take the way over another node cost two tables an entry each.",
    commands: [
      "kubectl get services -A -o custom-columns='NAMESPACE:.metadata.namespace,NAME:.metadata.name,TYPE:.spec.type,POLICY:.spec.externalTrafficPolicy,HEALTH:.spec.healthCheckNodePort,PORTS:.spec.ports[*].nodePort'",
    ],
    verify: [],
    undo: [],
    owner: "each Service's manifest",
    caution:
      "Local gives the endpoints' nodes all of the load and refuses where there is no endpoint: the load balancer must probe. Load balancers that reach pods by address need no NodePort at all.",
  }),
};
