import assert from "node:assert/strict";
import { test } from "node:test";
import { timeoutSysctl } from "../../model/conntrack-timeouts.ts";
import { likelyTimeoutNames, parseTimeoutName } from "./parse-timeout-name.ts";

for (const [text, name] of [
  ["nf_conntrack_tcp_timeout_time_wait", "tcpTimeWait"],
  ["net.netfilter.nf_conntrack_tcp_timeout_time_wait", "tcpTimeWait"],
  ["/proc/sys/net/netfilter/nf_conntrack_udp_timeout", "udp"],
  ["tcp_time_wait", "tcpTimeWait"],
  ["tcp_timeout_time_wait", "tcpTimeWait"],
  ["time_wait", "tcpTimeWait"],
  ["TIME-WAIT", "tcpTimeWait"],
  ["established", "tcpEstablished"],
  ["udp", "udp"],
  ["udp_stream", "udpStream"],
  ["udp_timeout_stream", "udpStream"],
  ["icmpv6", "icmpv6"],
  ["sctp_established", "sctpEstablished"],
  ["tim_wait", undefined],
  ["", undefined],
] as const) {
  test(`${JSON.stringify(text)} is ${name ?? "none"}`, () => assert.equal(parseTimeoutName(text), name));
}

test("every timeout is known by its sysctl, and by no name of another", () => {
  for (const [name, sysctl] of Object.entries(timeoutSysctl)) assert.equal(parseTimeoutName(sysctl), name);
});

test("a slip is close to what was meant, and nonsense to all", () => {
  assert.equal(likelyTimeoutNames("tim_wait")[0], "tcp_time_wait");
  assert.ok(likelyTimeoutNames("qwertyuiop").length > 10);
});
