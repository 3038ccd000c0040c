import { defineLogPattern } from "../log-pattern.ts";

export const cgroupOutOfMemory = defineLogPattern({
  id: "cgroup-out-of-memory",
  title: "A container reached its limit of memory and a process of it was killed",
  severity: "medium",
  component: "workload",
  line: /^Memory cgroup out of memory(?: \([^)]{1,40}\))?: Kill(?:ed)? process \d{1,10} \((?<subject>.{1,20}?)\)/,
  speaker: "kernel",
  anyOf: ["killed process", "kill process"],
  means: "One container used more memory than its limit; the node had enough. Kubernetes shows OOMKilled.",
  doesNotMean: "Neither the node nor the kernel's tables are short of memory.",
  hasSubject: true,
  next: "`kubectl get pods -A` for restarts with OOMKilled; `search` for the process's name.",
  source: "Linux mm/oom_kill.c",
  examples: {
    matches: [
      "[864000.100000] Memory cgroup out of memory: Killed process 9 (envoy) total-vm:900000kB, anon-rss:262000kB, file-rss:0kB, shmem-rss:0kB, UID:1337 pgtables:700kB oom_score_adj:984",
    ],
    quiet: ["[864000.000000] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=cri-containerd-1.scope"],
  },
});
