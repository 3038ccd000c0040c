import { systemClock } from "../platform/clock.ts";
import { conntrackOnFirstUse } from "./conntrack-on-first-use.ts";
import { FileTree } from "./file-tree.ts";
import { createKernelLogSource } from "./live-kernel-log.ts";
import { liveLocalDatagram } from "./local-datagram.ts";
import { LiveLocalHttp } from "./local-http.ts";
import type { Sources } from "./sources.ts";

export interface SourceRoots {
  /** Where the host's /proc is mounted. */
  readonly procRoot?: string;
  readonly sysRoot?: string;
  /** Where the host's root is mounted; by default what the first process of procRoot has, which is the host's wherever procRoot is. */
  readonly hostRoot?: string;
}

/** The node that this process runs on. */
export function createLiveSources({ procRoot = "/proc", sysRoot = "/sys", hostRoot = rootBeside(procRoot) }: SourceRoots = {}): Sources {
  const proc = new FileTree(procRoot);
  return {
    proc,
    sys: new FileTree(sysRoot),
    host: new FileTree(hostRoot),
    conntrack: conntrackOnFirstUse(async () => new (await import("./live-conntrack.ts")).LiveConntrack(proc)),
    ethtool: { readStatistics: async (name) => new (await import("./live-ethtool.ts")).LiveEthtool().readStatistics(name) },
    kernelLog: createKernelLogSource({ proc, clock: systemClock }),
    localHttp: new LiveLocalHttp(proc),
    localDatagram: liveLocalDatagram,
    clock: systemClock,
  };
}

/** The program's own root may be read without CAP_SYS_PTRACE, so that it is preferred where it is the host's. */
function rootBeside(procRoot: string): string {
  return procRoot === "/proc" ? "/" : `${procRoot}/1/root`;
}
