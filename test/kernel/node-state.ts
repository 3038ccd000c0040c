import { readdirSync, readFileSync } from "node:fs";
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

/** With packet counters where they are kept, without the time that an entry has left. */
export function entriesOf(namespace: LaboratoryNamespace): readonly string[] {
  return namespace
    .run("conntrack", "-L", "-o", "id")
    .trim()
    .split("\n")
    .map((line) => line.replace(/^(\S+\s+\d+) \d+/, "$1").replace(/ use=\d+/, ""))
    .sort();
}
