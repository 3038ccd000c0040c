import { bpfMaps } from "../../checks/bpf-maps.ts";
import { kubeProxySync } from "../../checks/kube-proxy-sync.ts";
import { staleEndpoints as staleEndpointsCheck } from "../../checks/stale-endpoints.ts";
import type { Alert } from "./alert.ts";
import { checkAtLevel } from "./promql.ts";

/** What no single number tells: the agent has judged it, and a rule only waits whether it lasts. */

/** A judgement changes with every reading. */
const keepFiringForSeconds = 300;

export const staleEndpoints: Alert = {
  id: "conntrack-stale-endpoints",
  name: "ConntrackStaleEndpoints",
  title: "Conntrack entries lead to endpoints that are gone",
  means:
    "Entries that were translated to a pod that is gone go on sending new packets of the same connection there: UDP clients such as resolvers do not recover until the entry times out.",
  doesNotMean: "The table is not full. An endpoint on another node is judged only where names of pods tell whose its address was.",
  checks: [staleEndpointsCheck],
  rules: [
    {
      severity: "notice",
      expression: checkAtLevel(staleEndpointsCheck, "notice"),
      // Every rollout leaves some for as long as UDP entries live.
      forSeconds: 900,
      keepFiringForSeconds,
      when: "There is an endpoint that is gone and that entries lead to.",
      says: "conntrack entries lead to an endpoint that is gone",
    },
    {
      severity: "warning",
      expression: checkAtLevel(staleEndpointsCheck, "warning"),
      forSeconds: 300,
      keepFiringForSeconds,
      when: "Such entries are the check's warningShare of the table or more.",
      says: "a large part of the conntrack table leads to endpoints that are gone",
    },
  ],
};

export const kubeProxyStalled: Alert = {
  id: "kube-proxy-stalled",
  name: "KubeProxyStalled",
  title: "kube-proxy does not bring its rules up to date",
  means: "A change has waited for longer than kube-proxy's own limit: connections to services go to endpoints that are gone, or to none.",
  doesNotMean:
    "The table is not full, although the time-outs look like it. An old sync alone is no fault: without changes there is nothing to do.",
  checks: [kubeProxySync],
  rules: [
    {
      severity: "warning",
      expression: checkAtLevel(kubeProxySync, "warning"),
      forSeconds: 60,
      keepFiringForSeconds,
      when: "A change has been waiting for the check's warningSeconds or more.",
      says: `kube-proxy has a change waiting{{ with printf "time() - min(ullage_kube_proxy_last_sync_timestamp_seconds{job=%q,instance=%q})" $labels.job $labels.instance | query }}, its last sync was {{ . | first | value | humanizeDuration }} ago{{ end }}`,
    },
  ],
};

export const bpfMapFull: Alert = {
  id: "conntrack-bpf-map-full",
  name: "ConntrackBpfMapFull",
  title: "A BPF connection-tracking map fills",
  means: "Cilium tracks connections in maps of its own, and one of them is full or nearly full: entries are evicted or refused there.",
  doesNotMean: "nf_conntrack may be nearly empty on such a node: that is no sign of health.",
  checks: [bpfMaps],
  rules: [
    {
      severity: "warning",
      expression: checkAtLevel(bpfMaps, "warning"),
      forSeconds: 300,
      keepFiringForSeconds,
      when: "The check bpf-maps warns.",
      says: "a BPF connection-tracking map is nearly full",
    },
    {
      severity: "critical",
      expression: checkAtLevel(bpfMaps, "issue"),
      forSeconds: 60,
      keepFiringForSeconds,
      when: "The check bpf-maps says that a map is full.",
      says: "a BPF connection-tracking map is full",
    },
  ],
};
