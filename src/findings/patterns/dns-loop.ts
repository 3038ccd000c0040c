import { defineLogPattern } from "../log-pattern.ts";

export const dnsLoop = defineLogPattern({
  id: "dns-loop",
  title: "The DNS server forwards to itself and stopped",
  severity: "high",
  component: "dns",
  line: /plugin\/loop: Loop \(.{1,80}?\) detected for zone/,
  anyOf: ["plugin/loop: loop ("],
  means:
    "The node's resolv.conf names a resolver on the node itself (systemd-resolved at 127.0.0.53), which asks CoreDNS again. CoreDNS ends on purpose.",
  doesNotMean: "Restarting it does not help, and no network fault is needed for it.",
  next: "Point the kubelet's resolvConf at /run/systemd/resolve/resolv.conf.",
  source: "CoreDNS plugin/loop/loop.go",
  examples: {
    matches: [
      '[FATAL] plugin/loop: Loop (127.0.0.1:42345 -> :53) detected for zone ".", see https://coredns.io/plugins/loop#troubleshooting. Query: "HINFO 4547991504243258144.3688648895315093531."',
    ],
    quiet: ["[INFO] plugin/loop: loop detection off"],
  },
});
