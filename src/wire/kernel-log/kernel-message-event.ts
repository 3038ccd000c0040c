import type { KernelLogEvent } from "../../model/kernel-log-record.ts";

/**
 * What a message of the kernel says, or undefined when it does not concern us. Only a message that begins with the kernel's own words counts:
 * the same words further on are another program's quotation. The caller has made sure, as far as the carrier can, that the kernel is the speaker.
 *
 * Every kernel prints the full table and the suppressed messages as warnings. The level is a second proof of the speaker, needed for `dmesg -r` of
 * util-linux: it writes facility and level ORed (2.38: "<5>" for a program's "<12>"), which hides the facility but never comes out as 4.
 */
export function kernelMessageEvent(message: string, level?: number): KernelLogEvent | undefined {
  const mayBeWarning = level === undefined || level === warningLevel;
  const full = tableFull.exec(message);
  if (full !== null && !mayBeWarning) return undefined;
  if (full !== null) return full[1] === undefined ? { kind: "table-full" } : { kind: "table-full", namespaceInode: Number(full[1]) };
  const suppressed = callbacksSuppressed.exec(message);
  if (suppressed !== null && !mayBeWarning) return undefined;
  if (suppressed !== null) return { kind: "callbacks-suppressed", count: Number(suppressed[2]), by: suppressed[1] ?? "" };
  if (neighbourOverflow.test(message)) return { kind: "neighbour-table-overflow" };
  if (synFlooding.test(message)) {
    const port = Number(floodedPort.exec(message)?.[1] ?? Number.NaN);
    return port <= 65_535 ? { kind: "syn-flooding", port } : { kind: "syn-flooding" };
  }
  if (outOfMemory.test(message)) return { kind: "out-of-memory" };
  return ofConntrack.test(message) ? { kind: "other" } : undefined;
}

const warningLevel = 4;
// pr_fmt adds the module's name to a text that has it already, so the prefix comes twice on many kernels (6.18 with " in netns %u"); ip_conntrack is
// the module's name before Linux 2.6.20.
const tableFull = /^(?:(?:nf|ip)_conntrack: ){1,2}table full(?: in netns (\d{1,10}))?, dropping packet/;
// lib/ratelimit.c names the function that asked: net_ratelimit() stands for every net_*_ratelimited message, __ratelimit for anything on old kernels.
// Those of other subsystems (kauditd_printk_skb, blk_update_request …) say nothing about the network.
const callbacksSuppressed = /^(net_ratelimit|__ratelimit|(?:nf|ip)_\w+|neigh\w*|tcp\w*): (\d{1,15}) callbacks suppressed/i;
// "neighbour: arp_cache: neighbor table overflow!"; "ipv4: Neighbour table overflow." and "Neighbour table overflow." on old kernels.
const neighbourOverflow = /^(?:(?:neighbour|ipv4|ipv6): )?(?:\w+: )?neighbou?r table overflow/i;
const synFlooding = /^(?:(?:MP)?TCP: )?(?:request_sock_\w+: )?possible SYN flooding on port/i;
// The port alone, or on later kernels the address before it: "[::]:8080.", "0.0.0.0:80.". The full stop shows that no digit is cut off.
const floodedPort = /on port (?:\S*:)?(\d{1,5})\.(?: |$)/;
// One kill writes several lines; this one is written once a kill, with and without a cgroup.
const outOfMemory = /^(?:Memory cgroup o|O)ut of memory(?: \([^)]*\))?: Kill(?:ed)? process/;
const ofConntrack = /^(?:nf|ip)_conntrack(?:_\w+)?[: ]/;
