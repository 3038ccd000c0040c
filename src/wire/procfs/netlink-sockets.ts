import { decimalNumber, hexNumber32, wordsOf } from "./number-text.ts";

/** A row of /proc/net/netlink. */
export interface NetlinkSocket {
  /** NETLINK_* of linux/netlink.h; 12 is NETLINK_NETFILTER. */
  readonly protocol: number;
  /** Of the kernel's own sockets 0; of a process's first one its id, and any number for the others. */
  readonly port: number;
  /** The first 32 multicast groups, group 1 in bit 0. */
  readonly groups: number;
  /** What /proc/<pid>/fd names the socket by. */
  readonly inode: number;
}

/** Columns are `sk Eth Pid Groups …`, by those names since Linux 2.6. */
export function parseNetlinkSockets(text: string): { readonly sockets: readonly NetlinkSocket[]; readonly malformedRows: number } {
  const rows = text
    .split("\n")
    .slice(1)
    .filter((line) => line.trim() !== "");
  const sockets = rows.flatMap((line) => {
    const words = wordsOf(line);
    const [, protocolWord = "", portWord = "", groupsWord = ""] = words;
    const inode = words.length < 10 ? undefined : decimalNumber(words[9] ?? "");
    const protocol = decimalNumber(protocolWord);
    const port = decimalNumber(portWord);
    const groups = hexNumber32(groupsWord);
    // Kernels before 2.6.39 print the port as a signed number.
    return protocol === undefined || port === undefined || groups === undefined || inode === undefined
      ? []
      : [{ protocol, port: port < 0 ? port + 2 ** 32 : port, groups, inode }];
  });
  return { sockets, malformedRows: rows.length - sockets.length };
}
