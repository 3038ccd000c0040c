import { defineLogPattern } from "../log-pattern.ts";

export const certificateExpired = defineLogPattern({
  id: "certificate-expired",
  title: "A certificate is out of date",
  severity: "high",
  component: "api-server",
  line: /certificate has expired or is not yet valid|tls: expired certificate/,
  anyOf: ["certificate has expired or is not yet valid", "tls: expired certificate"],
  means: "One side of a connection showed a certificate whose time is over, or has not begun. The line mostly tells both times.",
  doesNotMean: "If the clock of the node is wrong the certificate is good: compare `current time` in the line.",
  next: "Whose certificate is it? Look for `clock-jump`; the kubelet's own renew by themselves where rotation is on.",
  source: "Go crypto/x509",
  examples: {
    matches: [
      "E0115 12:00:00.000000    2999 reflector.go:205] Failed to watch: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-01-15T12:00:00Z is after 2026-01-01T00:00:00Z",
    ],
    quiet: [
      "I0115 12:00:00.000000    2999 certificate_manager.go:356] Certificate expiration is 2027-01-01 00:00:00 +0000 UTC, rotation deadline is 2026-10-11",
    ],
  },
});
