import { systemClock } from "../platform/clock.ts";
import { conntrackOnFirstUse } from "./conntrack-on-first-use.ts";
import type { ConntrackSource } from "./conntrack-source.ts";
import { FileTree } from "./file-tree.ts";
import { createKernelLogSource } from "./live-kernel-log.ts";
import { liveLocalDatagram } from "./local-datagram.ts";
import { LiveLocalHttp } from "./local-http.ts";
import type { Sources } from "./sources.ts";

export interface LiveSourcesOptions {
  /** Where the host's /proc is mounted. */
  readonly procRoot?: string;
  readonly sysRoot?: string;
  /** Where the host's root is mounted; by default what the first process of procRoot has, which is the host's wherever procRoot is. */
  readonly hostRoot?: string;
  /** By default walks of the table are as quick as can be, with a worker; without one they are as small, for a program that stays. */
  readonly walksInThisThread?: boolean;
}

/** The node that this process runs on. */
export function createLiveSources({
  procRoot = "/proc",
  sysRoot = "/sys",
  hostRoot = rootBeside(procRoot),
  walksInThisThread = false,
}: LiveSourcesOptions = {}): Sources {
  const proc = new FileTree(procRoot);
  return {
    proc,
    sys: new FileTree(sysRoot),
    host: new FileTree(hostRoot),
    conntrack: conntrackOnFirstUse(() => openConntrack(proc, walksInThisThread)),
    ethtool: { readStatistics: async (name) => new (await import("./live-ethtool.ts")).LiveEthtool().readStatistics(name) },
    kernelLog: createKernelLogSource({ proc, clock: systemClock }),
    localHttp: new LiveLocalHttp(proc),
    localDatagram: liveLocalDatagram,
    clock: systemClock,
  };
}

async function openConntrack(proc: FileTree, walksInThisThread: boolean): Promise<ConntrackSource> {
  const { LiveConntrack } = await import("./live-conntrack.ts");
  if (walksInThisThread) {
    const { NetlinkExchangeHere } = await import("./netlink-exchange-here.ts");
    return new LiveConntrack(proc, () => new NetlinkExchangeHere());
  }
  const { NetlinkExchangeThread } = await import("./netlink-exchange-thread.ts");
  return new LiveConntrack(proc, () => new NetlinkExchangeThread());
}

/** The program's own root may be read without CAP_SYS_PTRACE, so that it is preferred where it is the host's. */
export function rootBeside(procRoot: string): string {
  return procRoot === "/proc" ? "/" : `${procRoot}/1/root`;
}
