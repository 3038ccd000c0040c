import { defineLogPattern } from "../log-pattern.ts";

export const apiServerUnauthorised = defineLogPattern({
  id: "api-server-unauthorised",
  title: "The API server does not take the credentials of a client",
  severity: "high",
  component: "api-server",
  line: /the server has asked for the client to provide credentials|failed to (?:list|watch) \*[\w.]{1,80}: Unauthorized\b/i,
  anyOf: ["asked for the client to provide credentials", "failed to list ", "failed to watch "],
  means: "The token or certificate is missing, has ended, or belongs to another cluster: the client can read and report nothing.",
  doesNotMean: "No fault of the network: the API server did answer.",
  next: "Whose credentials are they? Look for `certificate-expired` and `clock-jump`.",
  source: "Kubernetes apimachinery pkg/api/errors, client-go tools/cache/reflector.go",
  examples: {
    matches: [
      "E0115 12:00:00.000000       1 reflector.go:205] Failed to watch *v1.Service: failed to list *v1.Service: Unauthorized",
      'E0115 12:00:00.000000    2999 kubelet_node_status.go:106] "Unable to register node with API server" err="the server has asked for the client to provide credentials" node="node-1"',
    ],
    quiet: [
      "# HELP apiserver_audit_requests_rejected_total Counter of apiserver requests rejected due to an error in audit logging backend.",
    ],
  },
});
