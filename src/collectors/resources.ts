import { WireError } from "../wire/bytes/wire-error.ts";
import { parseKernelStat } from "../wire/procfs/kernel-stat.ts";
import { parseMeminfo } from "../wire/procfs/meminfo.ts";
import { readCgroupLimits } from "./cgroup-limits.ts";
import { defineCollector } from "./collector.ts";

export const resources = defineCollector({
  part: "resources",
  title: "CPUs and memory",
  why: "kube-proxy derives the limit from the number of CPUs, and a larger table must fit into memory.",
  reads: ["/proc/stat", "/proc/meminfo", "/proc/self/cgroup", "/sys/fs/cgroup"],
  cost: "cheap",
  async collect({ proc, sys }) {
    const { cpus } = parseKernelStat(proc.readText("stat"));
    const memory = parseMeminfo(proc.readText("meminfo"));
    const memoryTotalBytes = memory.get("MemTotal");
    if (memoryTotalBytes === undefined || cpus === 0) throw new WireError("bad-value", 0, `${proc.root} names no CPU or no MemTotal`);
    const cgroup = readCgroupLimits(proc, sys);
    return {
      value: {
        cpus,
        memoryTotalBytes,
        // MemAvailable came with Linux 3.14; before it, what is free is the floor of what is available.
        memoryAvailableBytes: memory.get("MemAvailable") ?? memory.get("MemFree") ?? 0,
        ...(cgroup === undefined ? {} : { cgroup }),
      },
      source: proc.path("{stat,meminfo}"),
    };
  },
});
