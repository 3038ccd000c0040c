import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import type { TestContext } from "node:test";
import { growth } from "./kernel-counters.ts";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";

/** All of a node that somebody who only reads could disturb, without what passes by itself. */
export function stateOf(namespace: LaboratoryNamespace) {
  const folder = "/proc/sys/net/netfilter";
  const ownSettings = readdirSync(folder).filter((name) => name !== "nf_conntrack_count" && name !== "nf_log");
  return {
    machineSettings: Object.fromEntries(ownSettings.map((name) => [name, readFileSync(`${folder}/${name}`, "latin1")])),
    settings: namespace.run("sysctl", "-a", "--pattern", "^net[.]").replace(/.*nf_conntrack_count.*/, ""),
    rules: namespace.run("nft", "list", "ruleset"),
    entries: entriesOf(namespace),
    counters: namespace.readCounters(),
    modules: readdirSync("/sys/module").sort(),
  };
}

export type NodeState = ReturnType<typeof stateOf>;

/** That nothing but the entries of its own connections came to a node, and all else is as it was. */
export async function testUnchanged(t: TestContext, before: NodeState, after: NodeState, own: readonly string[]): Promise<void> {
  await t.test("every entry is there as it was, with its packets counted", () => {
    assert.deepEqual(
      after.entries.filter((entry) => !own.includes(entry)),
      before.entries,
    );
  });

  await t.test("nothing was refused, evicted or failed", () => {
    const { drop, early_drop, insert_failed, icmp_error } = growth(before.counters, after.counters);
    assert.deepEqual({ drop, early_drop, insert_failed, icmp_error }, { drop: 0, early_drop: 0, insert_failed: 0, icmp_error: 0 });
  });

  await t.test("settings, rules and modules are the same", () => {
    const { entries: _, counters: _counters, ...rest } = after;
    const { entries: _before, counters: _countersBefore, ...expected } = before;
    assert.deepEqual(rest, expected);
  });
}

/** With packet counters where they are kept, without the time that an entry has left. */
export function entriesOf(namespace: LaboratoryNamespace): readonly string[] {
  return namespace
    .run("conntrack", "-L", "-o", "id")
    .trim()
    .split("\n")
    .map((line) => line.replace(/^(\S+\s+\d+) \d+/, "$1").replace(/ use=\d+/, ""))
    .sort();
}
