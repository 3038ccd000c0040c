import { defineLogPattern } from "../log-pattern.ts";

export const rcuStall = defineLogPattern({
  id: "rcu-stall",
  title: "A processor did not report for many seconds",
  severity: "high",
  component: "kernel",
  line: /^(?:rcu: )?INFO: (?<subject>rcu_\w{1,30}) (?:self-detected stall on CPU|detected (?:expedited )?stalls?(?: on (?:CPUs|tasks)|, but suppressed full report))/,
  speaker: "kernel",
  anyOf: ["self-detected stall on cpu", "stalls on cpus/tasks", "stalls on tasks", "but suppressed full report"],
  means: "A processor was busy in the kernel, or was not given time by the hypervisor, for 21 seconds and more (60 on some distributions).",
  doesNotMean: "Memory of the connection table that is freed late is a consequence and not the cause.",
  hasSubject: true,
  next: "Look at the call trace under it; `compare_nodes` tells whether its neighbours have it at the same time.",
  source: "Linux kernel/rcu/tree_stall.h, tree_exp.h and tasks.h",
  examples: {
    matches: [
      "[864000.100000] rcu: INFO: rcu_sched self-detected stall on CPU",
      "[864000.100000] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:",
      "[864000.100000] rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 3-... }",
      "[864000.100000] rcu: INFO: rcu_preempt detected stall, but suppressed full report due to a stuck CSD-lock.",
      "[864000.100000] rcu: INFO: rcu_tasks detected stalls on tasks:",
    ],
    quiet: ["[    0.100000] rcu: Hierarchical RCU implementation."],
  },
});
