import { defineLogPattern } from "../log-pattern.ts";

export const dnsWithoutApi = defineLogPattern({
  id: "dns-without-api",
  title: "The DNS server started without what the API server knows",
  severity: "medium",
  component: "dns",
  line: /plugin\/kubernetes: starting server with unsynced Kubernetes API/,
  anyOf: ["unsynced kubernetes api"],
  means: "CoreDNS waited for the API server in vain and answers for services from an empty or old list.",
  doesNotMean: "It is a client here that cannot reach the API server; the cause is on the way or at the server.",
  next: "Look for time-outs towards the API server in the same minute.",
  source: "CoreDNS plugin/kubernetes/kubernetes.go",
  examples: {
    matches: ["[WARNING] plugin/kubernetes: starting server with unsynced Kubernetes API"],
    quiet: ["[INFO] plugin/kubernetes: waiting for Kubernetes API before starting server"],
  },
});
