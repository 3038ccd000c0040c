import assert from "node:assert/strict";
import { test } from "node:test";
import type { KernelLogEvent } from "../../model/kernel-log-record.ts";
import { kernelMessageEvent } from "./kernel-message-event.ts";

const known: readonly (readonly [message: string, event: KernelLogEvent])[] = [
  ["nf_conntrack: table full, dropping packet", { kind: "table-full" }],
  ["nf_conntrack: table full, dropping packet.", { kind: "table-full" }],
  ["nf_conntrack: nf_conntrack: table full, dropping packet", { kind: "table-full" }],
  ["ip_conntrack: table full, dropping packet.", { kind: "table-full" }],
  ["nf_conntrack: nf_conntrack: table full in netns 4026532261, dropping packet", { kind: "table-full", namespaceInode: 4026532261 }],
  ["nf_conntrack: table full in netns 4026531840, dropping packet", { kind: "table-full", namespaceInode: 4026531840 }],
  ["net_ratelimit: 12 callbacks suppressed", { kind: "callbacks-suppressed", count: 12, by: "net_ratelimit" }],
  ["nf_conntrack: 5 callbacks suppressed", { kind: "callbacks-suppressed", count: 5, by: "nf_conntrack" }],
  ["__ratelimit: 321 callbacks suppressed", { kind: "callbacks-suppressed", count: 321, by: "__ratelimit" }],
  ["neighbour: arp_cache: neighbor table overflow!", { kind: "neighbour-table-overflow" }],
  ["neighbour: ndisc_cache: neighbor table overflow!", { kind: "neighbour-table-overflow" }],
  ["ipv4: Neighbour table overflow.", { kind: "neighbour-table-overflow" }],
  ["Neighbour table overflow.", { kind: "neighbour-table-overflow" }],
  ["TCP: request_sock_TCP: Possible SYN flooding on port 80. Sending cookies.  Check SNMP counters.", { kind: "syn-flooding", port: 80 }],
  ["TCP: request_sock_TCPv6: Possible SYN flooding on port [::]:8080. Sending cookies.", { kind: "syn-flooding", port: 8080 }],
  ["TCP: request_sock_TCP: Possible SYN flooding on port 0.0.0.0:443. Dropping request.", { kind: "syn-flooding", port: 443 }],
  ["possible SYN flooding on port 25. Sending cookies.", { kind: "syn-flooding", port: 25 }],
  ["TCP: request_sock_TCP: Possible SYN flooding on port 80", { kind: "syn-flooding" }],
  ["TCP: request_sock_TCP: Possible SYN flooding on port 99999. Sending cookies.", { kind: "syn-flooding" }],
  ["Out of memory: Killed process 1234 (coredns) total-vm:1kB, anon-rss:1kB", { kind: "out-of-memory" }],
  ["Out of memory: Kill process 1234 (java) score 910 or sacrifice child", { kind: "out-of-memory" }],
  ["Memory cgroup out of memory: Killed process 9 (envoy) total-vm:1kB", { kind: "out-of-memory" }],
  ["nf_conntrack: nf_conntrack: expectation table full", { kind: "other" }],
  ["nf_conntrack: table full, dropp", { kind: "other" }],
  ["nf_conntrack version 0.5.0 (16384 buckets, 65536 max)", { kind: "other" }],
];

for (const [message, event] of known)
  test(`"${message}" is ${event.kind}`, () => {
    assert.deepEqual(kernelMessageEvent(message), event);
  });

const foreign: readonly string[] = [
  "",
  'myapp[123]: saw "nf_conntrack: table full, dropping packet"',
  " nf_conntrack: table full, dropping packet",
  "ullage-test: nf_conntrack: table full, dropping packet",
  "alert: net_ratelimit: 12 callbacks suppressed",
  "kauditd_printk_skb: 20 callbacks suppressed",
  "nf_conntrack_evil",
  "watchdog: Out of memory: Killed process 1 (init)",
  "coredns invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0",
  "TCP: out of memory -- consider tuning tcp_mem",
  "EXT4-fs (vda): mounted filesystem",
];

for (const message of foreign)
  test(`"${message}" does not concern us`, () => {
    assert.equal(kernelMessageEvent(message), undefined);
  });

test("a full table and suppressed messages are believed at the level of a warning only, where the level is known", () => {
  for (const message of ["nf_conntrack: table full, dropping packet", "net_ratelimit: 12 callbacks suppressed"])
    for (let level = 0; level < 8; level++) assert.equal(kernelMessageEvent(message, level) !== undefined, level === 4, `level ${level}`);
  assert.deepEqual(kernelMessageEvent("neighbour: arp_cache: neighbor table overflow!", 6), { kind: "neighbour-table-overflow" });
});
