import { defineLogPattern } from "../log-pattern.ts";

export const ipvsNoDestination = defineLogPattern({
  id: "ipvs-no-destination",
  title: "A service of IPVS has no endpoint",
  severity: "medium",
  component: "kube-proxy",
  line: /^IPVS: \w{1,20}: (?:TCP|UDP|SCTP|FWM) (?<subject>\S{1,64})(?: 0x[\dA-F]{8})? - no destination available/,
  speaker: "kernel",
  anyOf: ["no destination available"],
  means:
    "A packet came for a virtual service that has no real server, or only such of weight 0. The subject is the service's address, or the number of its mark.",
  doesNotMean: "kube-proxy did its work: the service has no ready endpoint. No table is full.",
  hasSubject: true,
  next: "`kubectl get endpointslices` for the service of that address.",
  source: "Linux net/netfilter/ipvs/ip_vs_sched.c",
  examples: {
    matches: [
      "[23709.680898] IPVS: rr: TCP 192.168.0.52:80 - no destination available",
      "Oct 21 09:17:34 node-1 kernel: [   75.590637] IPVS: mh: UDP 172.20.0.10:53 - no destination available",
      "[23709.680898] IPVS: wrr: FWM 1 0x00000001 - no destination available: no destinations present",
    ],
    quiet: ["[   75.590637] IPVS: [rr] scheduler registered."],
  },
});
