import type { Remedy } from "./remedy.ts";
import { nodeWord } from "./situation-readings.ts";

export const restartKubeProxy: Remedy = {
  id: "restart-kube-proxy",
  title: "Restart kube-proxy on this node",
  kind: "change",
  when: "immediate",
  rating: "YELLOW",
  why: "A kube-proxy that has stopped bringing its rules up to date sends connections to endpoints that are gone. Its rules stay in place while it restarts.",
  helpsAgainst: ["kube-proxy-stalled"],
  doesNotHelpAgainst: [
    "kernel-table-full",
    "kernel-table-evicting",
    "pod-table-full",
    "instance-allowance",
    "kernel-and-instance",
    "snat-ports",
    "bpf-map-full",
  ],
  plan(situation) {
    const node = nodeWord(situation);
    return {
      because: "kube-proxy has not written its rules for too long.",
      commands: [
        "curl -s http://127.0.0.1:10249/metrics | grep kubeproxy_sync_proxy_rules_last_timestamp_seconds",
        `kubectl -n kube-system get pods -l k8s-app=kube-proxy --field-selector spec.nodeName=${node}`,
        `kubectl -n kube-system logs -l k8s-app=kube-proxy --tail=50 --prefix`,
        `kubectl -n kube-system delete pod -l k8s-app=kube-proxy --field-selector spec.nodeName=${node}`,
      ],
      verify: ["kubeproxy_sync_proxy_rules_last_timestamp_seconds must follow the clock: ullage check --only kube-proxy-sync"],
      undo: ["# Nothing to put back: the DaemonSet starts the pod again with the same configuration."],
      owner: "the DaemonSet kube-proxy",
      caution:
        "It treats the symptom: keep the logs first, they say what it waits for (the API server, the xtables lock, a very large rule set). When it starts it writes its own nf_conntrack_max and loses what was raised by hand.",
    };
  },
};
