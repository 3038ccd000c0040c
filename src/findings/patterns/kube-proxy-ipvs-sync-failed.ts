import { defineLogPattern } from "../log-pattern.ts";

export const kubeProxyIpvsSyncFailed = defineLogPattern({
  id: "kube-proxy-ipvs-sync-failed",
  title: "kube-proxy could not bring a service into IPVS",
  severity: "medium",
  component: "kube-proxy",
  line: /Failed to (?:sync (?:endpoint for )?service|add IPVS service|update IPVS service)\b/,
  anyOf: ["failed to sync service", "failed to sync endpoint for service", "failed to add ipvs service", "failed to update ipvs service"],
  means: "A virtual service or an endpoint of it is not in IPVS as it should be; others are.",
  doesNotMean: "One line while a service changes may be a race with its deletion.",
  next: "`ipvsadm -Ln` on the node for the service that is named.",
  source: "kube-proxy pkg/proxy/ipvs/proxier.go",
  examples: {
    matches: [
      'E0115 12:00:00.000000       1 proxier.go:1320] "Failed to sync endpoint for service" err="no such file or directory" servicePortName="shop/web:http" virtualServer="172.20.1.5:80/TCP"',
    ],
    quiet: ['I0115 12:00:00.000000       1 proxier.go:1200] "Adding new service" servicePortName="shop/web:http"'],
  },
});
