import { defineLogPattern } from "../log-pattern.ts";

export const synFlooding = defineLogPattern({
  id: "syn-flooding",
  title: "A listening socket gets more requests than it accepts",
  severity: "medium",
  component: "kernel",
  line: /^(?:(?:MP)?TCP: )?(?:(?:request_sock_\w{1,20}|TCP(?:v6)?): )?Possible SYN flooding on port (?:(?:\S{0,64}:)?(?<subject>\d{1,5})\.)?/i,
  speaker: "kernel",
  anyOf: ["possible syn flooding on port"],
  means:
    "The queue of a listening socket was full and SYN cookies were sent, or requests dropped. The subject is the port. Said once a socket.",
  doesNotMean: "Mostly no attack: a program that accepts too slowly, or a backlog that is too small for a burst.",
  hasSubject: true,
  next: "`network_diagnostics` shows whether ListenOverflows rises; look at the backlog of the program behind the port and at net.core.somaxconn.",
  source: "Linux net/ipv4/tcp_input.c; the doubled name and `Check SNMP counters` of older kernels",
  examples: {
    matches: [
      "[  120.000000] TCP: request_sock_TCP: Possible SYN flooding on port 80. Sending cookies.  Check SNMP counters.",
      "[  120.000000] TCP: request_sock_TCP: Possible SYN flooding on port 0.0.0.0:80. Sending cookies.",
      "[  120.000000] TCP: request_sock_TCPv6: Possible SYN flooding on port [::]:8080. Sending cookies.",
      "[33887343.649246] TCP: TCP: Possible SYN flooding on port 7000. Sending cookies.  Check SNMP counters.",
      "[  120.000000] possible SYN flooding on port 25. Sending cookies.",
    ],
    quiet: ["Jan 15 12:00:00 node-1 app[1]: Possible SYN flooding on port 80."],
  },
});
