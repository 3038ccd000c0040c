import type { Counters } from "../../model/node-snapshot.ts";
import { camelCase } from "./camel-case.ts";
import { decimalNumber, wordsOf } from "./number-text.ts";

/** /proc/net/snmp and /proc/net/netstat. */
export interface ProtocolCounters {
  /** By the kernel's own name of the group: `Tcp`, `Udp`, `TcpExt`; the counters in camelCase. */
  readonly groups: ReadonlyMap<string, Counters>;
  readonly malformedGroups: number;
}

/** Two lines a group that begin alike: names, then values. Columns come and go with kernels, so a counter is found by its name only. */
export function parseProtocolCounters(text: string): ProtocolCounters {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const groups = new Map<string, Counters>();
  let malformedGroups = 0;
  for (let at = 0; at < lines.length; at += 2) {
    const [heading = "", ...names] = wordsOf(lines[at] ?? "");
    const [repeated, ...words] = wordsOf(lines[at + 1] ?? "");
    const values = words.map(decimalNumber);
    const isWhole = heading.endsWith(":") && heading === repeated && names.length === values.length;
    const counters = names.flatMap((name, column) => {
      const value = values[column];
      return value === undefined ? [] : [[camelCase(name), value] as const];
    });
    if (isWhole && counters.length === names.length) groups.set(heading.slice(0, -1), Object.fromEntries(counters));
    else malformedGroups++;
  }
  return { groups, malformedGroups };
}
