import assert from "node:assert/strict";
import { test } from "node:test";
import { cases } from "./choose-plans.case.ts";
import { choosePlans } from "./choose-plans.ts";
import { type ExampleHost, exampleSituation } from "./example-situation.ts";
import type { VerdictId } from "./remedy.ts";

for (const { name, situation, plans } of cases) {
  test(name, () =>
    assert.deepEqual(
      choosePlans(situation).map(({ id }) => id),
      plans,
    ),
  );
}

function commandsOf(id: string, against: VerdictId, host?: ExampleHost): string {
  const plan = choosePlans(exampleSituation(against, host)).find((candidate) => candidate.id === id);
  assert.ok(plan, id);
  return [...plan.commands, ...plan.verify].join("\n");
}

test("stale entries are found and deleted by the source of their replies, and listed first", () => {
  const commands = commandsOf("delete-stale-entries", "stale-endpoints").split("\n");
  assert.equal(commands[0], "conntrack -L -p udp --reply-src '10.0.1.5'");
  assert.equal(commands[2], "conntrack -D -p udp --reply-src '10.0.1.5'");
});

test("an IPv6 endpoint is asked for in its own family", () => {
  const situation = exampleSituation("stale-endpoints");
  const [cause] = situation.verdict.causes;
  assert.ok(cause);
  const plans = choosePlans({ ...situation, verdict: { ...situation.verdict, causes: [{ ...cause, workload: "fd00::9" }] } });
  assert.equal(plans.find(({ id }) => id === "delete-stale-entries")?.commands[0], "conntrack -L -f ipv6 -p udp --reply-src 'fd00::9'");
});

test("kube-proxy's own ConfigMap is named as its provider names it, with the sum worked out", () => {
  assert.match(commandsOf("raise-limit-kube-proxy", "kernel-table-full"), /configmap kube-proxy -o yaml/);
  assert.match(commandsOf("raise-limit-kube-proxy", "kernel-table-full", "eks"), /configmap kube-proxy-config -o yaml/);
  const plan = choosePlans(exampleSituation("kernel-table-full")).find(({ id }) => id === "raise-limit-kube-proxy");
  assert.match(plan?.caution ?? "", /max\(min 524288, 32768 × 8 cores = 262144\) = 524288/);
});

test("nodes that take over are there before any is drained", () => {
  for (const [id, against, host] of [
    ["larger-nodes-eks", "instance-allowance", "eks"],
    ["raise-limit-aks", "kernel-table-full", "aks"],
  ] as const) {
    const commands = commandsOf(id, against, host);
    const places = [
      "create nodegroup|nodepool add",
      "kubectl wait",
      "kubectl cordon",
      "kubectl drain",
      "delete nodegroup|nodepool delete",
    ].map((step) => commands.search(new RegExp(step)));
    assert.ok(
      places.every((place) => place >= 0),
      `${id}: ${places}`,
    );
    assert.deepEqual(
      places,
      places.toSorted((left, right) => left - right),
    );
  }
});

test("patches are well-formed JSON", () => {
  const patches = cases
    .flatMap(({ situation }) => choosePlans(situation).flatMap(({ commands }) => commands))
    .flatMap((command) => /(?: -p|printf '%s\\n') '(\{.*\})'/.exec(command)?.[1] ?? []);
  assert.ok(patches.length >= 3, `${patches.length} patches`);
  for (const patch of patches) assert.doesNotThrow(() => JSON.parse(patch), patch);
});

test("an example is in the language of the process that the culprit is", () => {
  const situation = exampleSituation("connection-churn");
  const plans = choosePlans({
    ...situation,
    verdict: { ...situation.verdict, limit: "pod-table-full" },
    culprits: [{ kind: "namespace", name: "java (process 41)", entries: 9, share: 1 }],
  });
  const commands = plans.find(({ id }) => id === "reuse-connections")?.commands.join("\n") ?? "";
  assert.match(commands, /# Java/);
  assert.doesNotMatch(commands, /# Go|# Python|# Node/);
});

test("a rule that is replaced keeps what it matched, so that nothing else is translated from then on", () => {
  const lines = choosePlans(exampleSituation("snat-ports")).flatMap(({ commands, undo }) => [...commands, ...undo]);
  const replacing = lines.filter((line) => line.startsWith("iptables -t nat -R"));
  assert.ok(replacing.length > 0);
  assert.deepEqual(
    replacing.filter((line) => !/RULE_NUMBER EARLIER_(?:MATCHES|RULE)\b/.test(line)),
    [],
  );
});
