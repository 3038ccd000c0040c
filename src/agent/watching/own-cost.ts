import type { OwnCost } from "../../model/agent-status.ts";

export function ownCost(): OwnCost {
  const { rss, heapUsed } = process.memoryUsage();
  return { cpuSeconds: ownCpuSeconds(), residentBytes: rss, heapBytes: heapUsed };
}

/** User and system time of the whole process, its workers included. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
