import type { CpuCounters } from "../../model/node-snapshot.ts";

/** One sample in the form of `conntrack -S`, each row of a CPU with its newline. */
export function formatConntrackStats({ perCpu }: CpuCounters): string {
  return perCpu
    .map(({ cpu, counters }) => {
      const words = Object.entries(counters).map(([name, value]) => `${columnOf(name)}=${value}`);
      return `cpu=${cpu}   \t${words.join(" ")}\n`;
    })
    .join("");
}

/** The word that the tool has for a counter, which is not always that of procfs. */
function columnOf(name: string): string {
  return columnByName.get(name) ?? name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

const columnByName = new Map([
  ["icmpError", "error"],
  ["chainTooLong", "chaintoolong"],
]);
