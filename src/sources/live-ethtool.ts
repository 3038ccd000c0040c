import { endianness } from "node:os";
import type { Counters } from "../model/node-snapshot.ts";
import {
  decodeNames,
  decodeStatisticsCount,
  decodeValues,
  encodeNamesRequest,
  encodeStatisticsCountRequest,
  encodeValuesRequest,
  statisticsByName,
} from "../wire/ethtool/strings-and-statistics.ts";
import type { EthtoolSource } from "./ethtool-source.ts";
import { FileTree } from "./file-tree.ts";
import { loadLibc, SystemCallError } from "./libc.ts";

/** Asks the interfaces of the network namespace this process is in. Needs no capability. */
export class LiveEthtool implements EthtoolSource {
  private readonly ownProc: FileTree;

  /** `ownProc` is this process's /proc, never the host's mounted elsewhere: it must show the namespace that the ioctl will answer for. */
  constructor(ownProc: FileTree = new FileTree("/proc")) {
    this.ownProc = ownProc;
  }

  async readStatistics(interfaceName: string): Promise<Counters> {
    // dev_ioctl() loads the module `netdev-<name>` for a name it does not know ("gre0", "sit0"), so only existing names are ever asked for.
    if (!this.exists(interfaceName)) throw new SystemCallError("ioctl SIOCETHTOOL", "ENODEV");
    const libc = loadLibc();
    const socket = libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) throw new SystemCallError("socket", libc.errnoName());
    try {
      return readStatisticsThrough(socket, interfaceName);
    } finally {
      libc.close(socket);
    }
  }

  private exists(interfaceName: string): boolean {
    const names = this.ownProc
      .readText("self/net/dev")
      .split("\n")
      .slice(2)
      .map((line) => line.slice(0, line.lastIndexOf(":")).trim());
    return interfaceName !== "" && names.includes(interfaceName);
  }
}

// The same on every architecture that Node runs on: asm-generic/socket.h, linux/sockios.h.
const AF_INET = 2;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const SIOCETHTOOL = 0x8946;

function readStatisticsThrough(socket: number, interfaceName: string): Counters {
  const order = endianness() === "LE" ? "little" : "big";
  // A driver whose queues are changed between the three requests gives lists of different length: ask again.
  for (let attempt = 0; attempt < 3; attempt++) {
    const count = decodeStatisticsCount(ask(socket, interfaceName, encodeStatisticsCountRequest(order)), order);
    if (count === 0) throw new SystemCallError("ioctl SIOCETHTOOL", "EOPNOTSUPP");
    // The kernel compares the length in the request with what it has and gives nothing when they differ (seen on 6.18.44); older ones do not look
    // and write as many entries as there are at that moment, so the buffer has room for growth.
    const capacity = count * 2 + 256;
    const names = decodeNames(ask(socket, interfaceName, encodeNamesRequest(count, capacity, order)), order);
    const values = decodeValues(ask(socket, interfaceName, encodeValuesRequest(count, capacity, order)), order);
    if (names.length === count && values.length === count) return statisticsByName(names, values);
  }
  throw new SystemCallError("ioctl SIOCETHTOOL", "EAGAIN");
}

function ask(socket: number, interfaceName: string, buffer: Uint8Array): Uint8Array {
  const libc = loadLibc();
  if (libc.ioctlOfInterface(socket, SIOCETHTOOL, interfaceName, buffer) < 0)
    throw new SystemCallError("ioctl SIOCETHTOOL", libc.errnoName());
  return buffer;
}
