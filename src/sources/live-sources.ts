import { systemClock } from "../platform/clock.ts";
import { FileTree } from "./file-tree.ts";
import { LiveConntrack } from "./live-conntrack.ts";
import { LiveEthtool } from "./live-ethtool.ts";
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
    conntrack: new LiveConntrack(proc),
    ethtool: new LiveEthtool(),
    kernelLog: createKernelLogSource({ proc, clock: systemClock }),
    clock: systemClock,
  };
}
