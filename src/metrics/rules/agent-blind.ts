import type { Alert } from "./alert.ts";
import { increased } from "./promql.ts";

/** The agent itself: what is not read fires no other alert, so that somebody must be told. */

export const agentAbsent: Alert = {
  id: "ullage-absent",
  name: "UllageAbsent",
  title: "No agent is heard of",
  means:
    "Prometheus has these rules and not one series of an agent: none runs, none is scraped, or none can be reached. Nothing else here can fire.",
  doesNotMean: "It says nothing about the nodes.",
  checks: [],
  nextCommand: "kubectl get pods --all-namespaces --selector app.kubernetes.io/name=ullage --output wide",
  rules: [
    {
      severity: "critical",
      expression: "absent(ullage_build_info)",
      forSeconds: 600,
      when: "There is no series of any agent.",
      says: "no agent of Ullage is heard of: every alert about connection tracking is blind",
      hasNoNode: true,
    },
  ],
};

/**
 * Known by what the target answered within the last hour, so that the job may have any name; the latest answer counts, since addresses of nodes are reused. For how long it has been down does not matter, since an alert that
 * fires holds itself while the target is there. A target that is no longer discovered is a node that was taken away.
 */
const lastHeardOf = [
  "topk by (job, instance) (1,",
  "  max_over_time(timestamp(ullage_build_info)[1h:1m])",
  `  or ALERTS{alertname="DNSMonitorDown", alertstate="firing"}`,
  ")",
].join("\n");

export const monitorDown: Alert = {
  id: "dns-monitor-down",
  name: "DNSMonitorDown",
  title: "The agent of a node cannot be scraped",
  means:
    "Prometheus knows the agent of this node and gets no answer: nothing is known about the node's tables, and no other alert of it can fire.",
  doesNotMean:
    "The node may be well. It may also be so badly off that a scrape over a new connection is refused: where its table is full, that is what happens without a connection that is kept or a port that is exempted.",
  checks: [],
  nextCommand: "kubectl get pods --all-namespaces --selector app.kubernetes.io/name=ullage --output wide",
  rules: [
    {
      severity: "critical",
      expression: `(up == 0)\n* on (job, instance) group_left (node) ${lastHeardOf}`,
      forSeconds: 300,
      when: "A target that answered as an agent within the last hour is down; it ends when the target answers or is gone.",
      says: "the agent cannot be scraped: monitoring of its conntrack tables is blind",
    },
  ],
};

export const workStale: Alert = {
  id: "ullage-work-stale",
  name: "UllageWorkStale",
  title: "The agent reads something no more",
  means:
    "Something that the agent reads again and again has not succeeded for more than three of its intervals: what is shown of it is old.",
  doesNotMean: "The rest of what the agent says is fresh; the label `work` names what is not.",
  checks: [],
  nextCommand: "ullage check",
  rules: [
    {
      severity: "warning",
      expression: "ullage_work_stale == 1",
      forSeconds: 300,
      when: "The work has been stale for five minutes.",
      says: `the agent's work "{{ $labels.work }}" does not succeed{{ with printf "ullage_work_last_success_age_seconds{job=%q,instance=%q,work=%q}" $labels.job $labels.instance $labels.work | query }}, it last did {{ . | first | value | humanizeDuration }} ago{{ end }}`,
    },
  ],
};

export const deliveryStuck: Alert = {
  id: "ullage-delivery-stuck",
  name: "UllageDeliveryStuck",
  title: "What the agent sends does not arrive",
  means:
    "Events, the node's condition or pushed metrics wait at the agent and every attempt fails, or some were given up: whoever relies on them is blind.",
  doesNotMean: "Scraped metrics are not concerned; the label `to` names what is.",
  checks: [],
  nextCommand: "kubectl logs --all-containers --tail 100 --selector app.kubernetes.io/name=ullage",
  rules: [
    {
      severity: "warning",
      expression: [
        `(ullage_delivery_waiting > 0 and ${increased("ullage_delivery_failures_total", 1, "15m")} unless ${increased("ullage_delivery_sent_total", 1, "15m")})`,
        `or ${increased("ullage_delivery_dropped_total", 1, "15m")}`,
      ].join("\n"),
      forSeconds: 300,
      when: "Something waits while attempts failed and none succeeded for a quarter of an hour; or something was given up within it.",
      says: "what the agent sends to {{ $labels.to }} does not arrive",
    },
  ],
};
