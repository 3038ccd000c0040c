import type { Remedy } from "./remedy.ts";

/** Four times Linux's default since 5.4. */
const queueLength = 16_384;

export const raiseAcceptQueue: Remedy = {
  id: "raise-accept-queue",
  title: "Lengthen the server's accept queue, and empty it faster",
  kind: "change",
  when: "long-term",
  rating: "YELLOW",
  why: "A connection that is complete waits until the server accepts it. The queue is as long as the server asks in listen(), at most net.core.somaxconn of its own namespace; beyond that connections are dropped, which looks like a full table.",
  helpsAgainst: ["listen-overflow"],
  doesNotHelpAgainst: ["hash-undersized"],
  plan: () => ({
    because: "A server on this node, or in one of its pods, does not take its connections in time.",
    commands: [
      "ss -lnt",
      "for pid in $(pgrep -f SERVER); do nsenter -t $pid -n ss -lnt; done",
      "# A queue is full where Recv-Q has reached Send-Q. In the pod's manifest, if its Send-Q is lower than that:",
      `kubectl -n NAMESPACE patch deployment WORKLOAD --type merge -p '{"spec":{"template":{"spec":{"securityContext":{"sysctls":[{"name":"net.core.somaxconn","value":"${queueLength}"}]}}}}}'`,
      `# and in the server's own configuration a backlog of ${queueLength}: nginx \`listen 80 backlog=${queueLength}\`, Node.js server.listen({ backlog: ${queueLength} }), Java ServerSocket(port, ${queueLength})`,
    ],
    verify: ["ListenOverflows and ListenDrops must stop rising: ullage check --only listen-overflow --window 10"],
    undo: ["kubectl -n NAMESPACE rollout undo deployment/WORKLOAD"],
    owner: "the server's configuration and its pod's securityContext",
    caution:
      "net.core.somaxconn is an unsafe sysctl to the kubelet: it must be in allowedUnsafeSysctls, or the pod is not admitted. A longer queue only helps against bursts; a server that is too slow all the time needs more of itself.",
  }),
};
