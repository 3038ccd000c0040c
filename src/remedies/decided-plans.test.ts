import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Scenario } from "../analysis/what-if/scenario.ts";
import { decidedPlans } from "./decided-plans.ts";
import { type ExampleHost, exampleSituation } from "./example-situation.ts";

interface PlanCase {
  readonly name: string;
  readonly scenario: Scenario;
  readonly host?: ExampleHost;
  readonly ids: readonly string[];
  /** Each must stand in some command. */
  readonly commands?: readonly string[];
  readonly undo?: readonly string[];
}

const cases: readonly PlanCase[] = [
  {
    name: "a decided limit goes to whoever writes it, with its own number",
    scenario: { max: 1_000_000 },
    ids: ["raise-limit-at-once", "raise-limit-kube-proxy"],
    commands: ["sysctl -w net.netfilter.nf_conntrack_max=1000000", String.raw`sed -E 's/^( +min:).*/\1 1000000/'`],
    undo: ["sysctl -w net.netfilter.nf_conntrack_max=262144"],
  },
  { name: "on AKS to its node pool", scenario: { max: 1_000_000 }, host: "aks", ids: ["raise-limit-at-once", "raise-limit-aks"] },
  { name: "a lower limit has no patch", scenario: { max: 131_072 }, ids: [] },
  { name: "nor has today's", scenario: { max: 262_144 }, ids: [] },
  {
    name: "a shorter timeout is the remedy's patch with the decided seconds",
    scenario: { timeouts: { tcpTimeWait: 45 } },
    ids: ["shorten-time-wait-timeout"],
    commands: ["sysctl -w net.netfilter.nf_conntrack_tcp_timeout_time_wait=45"],
    undo: ["sysctl -w net.netfilter.nf_conntrack_tcp_timeout_time_wait=120"],
  },
  {
    name: "a longer one has no remedy and a patch",
    scenario: { timeouts: { udp: 60 } },
    ids: ["set-timeout"],
    commands: ["sysctl -w net.netfilter.nf_conntrack_udp_timeout=60", "/etc/sysctl.d/99-conntrack-udp.conf"],
  },
  { name: "a timeout whose value of today is not known has none", scenario: { timeouts: { tcpClose: 5 } }, ids: [] },
  {
    name: "a workload's name stands in the commands",
    scenario: { reuse: { "StatefulSet shop/db": 10 } },
    ids: ["reuse-connections"],
    undo: ["kubectl -n shop rollout undo statefulset/db"],
  },
  {
    name: "a port is untracked both ways, ahead of connection tracking",
    scenario: { untrack: [{ protocol: "udp", port: 53 }] },
    ids: ["untrack-port"],
    commands: ["type filter hook prerouting priority raw", "udp dport 53 notrack", "udp sport 53 notrack"],
    undo: ["nft delete table inet untrack_udp_53"],
  },
  {
    name: "a workload is spread or stopped",
    scenario: { remove: ["Deployment shop/cart"] },
    ids: ["separate-noisy-workload", "stop-noisy-workload"],
    commands: ["kubectl -n shop patch deployment cart", "kubectl -n shop scale deployment cart --replicas=FEWER_REPLICAS"],
  },
];

for (const { name, scenario, host = "kubeadm", ids, commands = [], undo = [] } of cases) {
  test(name, () => {
    const plans = decidedPlans(exampleSituation("none", host), scenario);
    assert.deepEqual(
      plans.map(({ id }) => id),
      ids,
    );
    for (const command of commands)
      assert.ok(
        plans.some((plan) => plan.commands.some((line) => line.includes(command))),
        command,
      );
    for (const command of undo)
      assert.ok(
        plans.some((plan) => plan.undo.some((line) => line.includes(command))),
        command,
      );
    for (const { verify, undo, owner } of plans) assert.ok(verify.length > 0 && undo.length > 0 && owner !== "");
  });
}

const hostile = fc.oneof(
  fc.string(),
  fc.constantFrom(
    "Deployment shop/$(pwned)",
    "Deployment shop/a;pwned",
    "Deployment $(pwned)/cart",
    "Deployment shop/cart\npwned",
    "pwned",
  ),
);

test("no name that somebody else wrote comes into a command", () => {
  fc.assert(
    fc.property(hostile, (workload) => {
      const plans = decidedPlans(exampleSituation("none"), { reuse: { [workload]: 2 }, remove: [workload] });
      const fixed = decidedPlans(exampleSituation("none"), { reuse: { "10.0.0.1": 2 }, remove: ["10.0.0.1"] });
      if (/^(Deployment|StatefulSet|DaemonSet) [a-z0-9-]+\/[a-z0-9.-]+$/.test(workload)) return;
      assert.deepEqual(
        plans.map(({ commands, undo }) => [commands, undo]),
        fixed.map(({ commands, undo }) => [commands, undo]),
      );
    }),
  );
});
