import { defineLogPattern } from "../log-pattern.ts";

export const processLimit = defineLogPattern({
  id: "process-limit",
  title: "A group of processes may start no further one",
  severity: "medium",
  component: "workload",
  line: /^cgroup: fork rejected by pids controller in (?<subject>\S{1,250})/,
  speaker: "kernel",
  anyOf: ["fork rejected by pids controller"],
  means:
    "A pod, or a service of the node, reached the number of processes and threads that it may have: it cannot fork, and fails in ways that look like anything else.",
  doesNotMean: "The node as a whole may have process numbers left. No limit of the network.",
  hasSubject: true,
  next: "Find the pod by the name of the cgroup; compare podPidsLimit of the kubelet.",
  source: "Linux kernel/cgroup/pids.c",
  examples: {
    matches: [
      "[13964.753718] cgroup: fork rejected by pids controller in /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1234.slice/cri-containerd-abcd.scope",
    ],
    quiet: ["Jan 15 12:00:00 node-1 app[1]: fork rejected by pids controller in /run/x"],
  },
});
