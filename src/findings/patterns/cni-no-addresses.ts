import { defineLogPattern } from "../log-pattern.ts";

export const cniNoAddresses = defineLogPattern({
  id: "cni-no-addresses",
  title: "The node has no address left for a pod",
  severity: "high",
  component: "cni",
  line: /no available IP\/Prefix addresses|failed to assign an IP address to container/i,
  anyOf: ["no available ip/prefix addresses", "failed to assign an ip address to container"],
  means: "Every address of the node's interfaces is in use or in its 30 seconds of rest; the pod is not started.",
  doesNotMean: "Once, in a burst of starting pods, it passes by itself. It does not say whether the subnet or the API is the reason.",
  next: "Look for `cni-subnet-full` and `cloud-api-throttled`; compare max-pods with the type of the instance.",
  source: "Amazon VPC CNI pkg/ipamd/datastore/data_store.go, cmd/routed-eni-cni-plugin/cni.go",
  examples: {
    matches: [
      '{"level":"error","ts":"2024-10-30T21:32:54.531Z","caller":"datastore/data_store.go:607","msg":"DataStore has no available IP/Prefix addresses"}',
      'Warning FailedCreatePodSandBox pod/web-1 Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "0c8f": plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container',
    ],
    quiet: ["# HELP awscni_no_available_ip_addresses The number of pod IP assignments that fail due to no available IP addresses"],
  },
});
