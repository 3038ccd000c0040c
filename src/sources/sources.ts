import type { Clock } from "../platform/clock.ts";
import type { ConntrackSource } from "./conntrack-source.ts";
import type { EthtoolSource } from "./ethtool-source.ts";
import type { FileTree } from "./file-tree.ts";
import type { KernelLogSource } from "./kernel-log-source.ts";
import type { LocalDatagram } from "./local-datagram.ts";
import type { LocalHttp } from "./local-http.ts";

/** All that a collector may read from. A live node, a container with the host's /proc mounted elsewhere, and a test differ only in here. */
export interface Sources {
  /** /proc, or where it is mounted. */
  readonly proc: FileTree;
  /** /sys, or where it is mounted. */
  readonly sys: FileTree;
  /** The root of the node's own files, for what is configured under /etc, /run and /usr/lib. */
  readonly host: FileTree;
  /** The conntrack table and its statistics over netlink. */
  readonly conntrack: ConntrackSource;
  readonly ethtool: EthtoolSource;
  readonly kernelLog: KernelLogSource;
  /** Services of this very node. */
  readonly localHttp: LocalHttp;
  readonly localDatagram: LocalDatagram;
  readonly clock: Clock;
}
