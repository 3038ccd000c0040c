import { systemClock } from "../platform/clock.ts";
import { conntrackOnFirstUse } from "./conntrack-on-first-use.ts";
import { FileTree } from "./file-tree.ts";
import { createKernelLogSource } from "./live-kernel-log.ts";
import type { Sources } from "./sources.ts";

export interface SourceRoots {
  /** Where the host's /proc is mounted. */
  readonly procRoot?: string;
  readonly sysRoot?: string;
}

/** The node that this process runs on. */
export function createLiveSources({ procRoot = "/proc", sysRoot = "/sys" }: SourceRoots = {}): Sources {
  const proc = new FileTree(procRoot);
  return {
    proc,
    sys: new FileTree(sysRoot),
    conntrack: conntrackOnFirstUse(async () => new (await import("./live-conntrack.ts")).LiveConntrack(proc)),
    ethtool: { readStatistics: async (name) => new (await import("./live-ethtool.ts")).LiveEthtool().readStatistics(name) },
    kernelLog: createKernelLogSource({ proc, clock: systemClock }),
    clock: systemClock,
  };
}
