import { counterAtRest } from "./counter-at-rest.ts";
import type { Remedy } from "./remedy.ts";
import { nodeWord } from "./situation-readings.ts";

export const probeLessOften: Remedy = {
  id: "probe-less-often",
  title: "Probe less often",
  kind: "change",
  when: "long-term",
  rating: "YELLOW",
  why: "The kubelet opens a connection for each HTTP, TCP or gRPC probe and closes it after; each leaves an entry in TIME_WAIT. A hundred pods with three probes every second leave 36,000 of them in two minutes.",
  helpsAgainst: ["probe-load"],
  doesNotHelpAgainst: ["hash-undersized"],
  plan: (situation) => ({
    because: "A large part of the table was opened by the node itself towards its pods.",
    commands: [
      `kubectl get pods -A --field-selector spec.nodeName=${nodeWord(situation)} -o custom-columns='NAMESPACE:.metadata.namespace,POD:.metadata.name,LIVENESS:.spec.containers[*].livenessProbe.periodSeconds,READINESS:.spec.containers[*].readinessProbe.periodSeconds,STARTUP:.spec.containers[*].startupProbe.periodSeconds'`,
      `kubectl -n NAMESPACE patch deployment WORKLOAD --type strategic -p '{"spec":{"template":{"spec":{"containers":[{"name":"CONTAINER","readinessProbe":{"periodSeconds":15},"livenessProbe":{"periodSeconds":30}}]}}}}'`,
    ],
    verify: [
      "ullage analyze --filter protocol=tcp --filter state=TIME_WAIT --by source --limit 5 must show the node's own address lower",
      ...counterAtRest(situation),
    ],
    undo: ["kubectl -n NAMESPACE rollout undo deployment/WORKLOAD"],
    owner: "the workload's manifest",
    caution:
      "A pod that fails is noticed later by the difference: period × failureThreshold. The patch restarts the pods by and by, and must not lengthen a period that is longer already.",
  }),
};
