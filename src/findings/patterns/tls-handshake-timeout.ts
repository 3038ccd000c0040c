import { defineLogPattern } from "../log-pattern.ts";

export const tlsHandshakeTimeout = defineLogPattern({
  id: "tls-handshake-timeout",
  title: "A server took the connection and did not finish the handshake",
  severity: "medium",
  component: "workload",
  line: /net\/http: TLS handshake timeout/,
  anyOf: ["tls handshake timeout"],
  means: "TCP was set up and then no answer came for ten seconds: large packets are lost on the way (MTU), or the server is overloaded.",
  doesNotMean:
    "Since the connection stands, the table had room for it. Lines `http: TLS handshake error … EOF` of a server are clients that left, mostly probes, and are not meant.",
  next: "Ping with large packets that may not be split; `compare_nodes` for the same server.",
  source: "Go net/http/transport.go",
  examples: {
    matches: ['2026-01-15T12:00:00.5Z stderr F Get "https://api.example.com/": net/http: TLS handshake timeout'],
    quiet: ["2026-01-15T12:00:00.5Z stderr F 2026/01/15 12:00:00 http: TLS handshake error from 10.0.1.5:41234: EOF"],
  },
});
