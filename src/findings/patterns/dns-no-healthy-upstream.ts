import { defineLogPattern } from "../log-pattern.ts";

export const dnsNoHealthyUpstream = defineLogPattern({
  id: "dns-no-healthy-upstream",
  title: "The DNS server holds all servers it asks for dead",
  severity: "high",
  component: "dns",
  line: /plugin\/errors: .{0,300}?: no healthy (?:gRPC )?proxies\b/,
  anyOf: ["no healthy proxies", "no healthy grpc proxies"],
  means: "Each server that names are forwarded to failed its check, so that queries were not sent at all.",
  doesNotMean: "The servers may be well: CoreDNS on a node that loses packets sees the same.",
  next: "`diagnose` on the node of the DNS pod; ask the servers from elsewhere.",
  source: "CoreDNS plugin/forward/forward.go, plugin/grpc/grpc.go",
  examples: {
    matches: [
      "[ERROR] plugin/errors: 2 example.com. A: no healthy proxies",
      "[ERROR] plugin/errors: 2 example.com. A: no healthy gRPC proxies",
    ],
    quiet: ["[INFO] plugin/health: Going into lameduck mode for 5s"],
  },
});
