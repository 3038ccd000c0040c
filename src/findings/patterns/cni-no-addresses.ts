import { defineLogPattern } from "../log-pattern.ts";

export const cniNoAddresses = defineLogPattern({
  id: "cni-no-addresses",
  title: "The node has no address left for a pod",
  severity: "high",
  component: "cni",
  line: /no available IP\/Prefix addresses|failed to assign an IP address to container|no IP addresses available in range set: |\bIPs available(?: (?:of type \w{1,8} )?for \S{1,64})?, waiting on Azure CNS to allocate more/i,
  anyOf: [
    "no available ip/prefix addresses",
    "failed to assign an ip address to container",
    "no ip addresses available in range set",
    "waiting on azure cns to allocate more",
  ],
  means: "Every address that the node may give to pods is in use (of the VPC CNI also: in its 30 seconds of rest); the pod is not started.",
  doesNotMean:
    "Once, in a burst of starting pods, it passes by itself. It does not say whether the subnet or the API is the reason. With `range set` the files of pods that are gone can be in the way: /var/lib/cni/networks.",
  next: "Look for `cni-subnet-full` and `cloud-api-throttled`; compare max-pods with the type of the instance.",
  source:
    "Amazon VPC CNI pkg/ipamd/datastore/data_store.go, cmd/routed-eni-cni-plugin/cni.go; Azure CNS cns/restserver/ipam.go; host-local of the CNI plugins (GKE, flannel)",
  examples: {
    matches: [
      '{"level":"error","ts":"2024-10-30T21:32:54.531Z","caller":"datastore/data_store.go:607","msg":"DataStore has no available IP/Prefix addresses"}',
      'Warning FailedCreatePodSandBox pod/web-1 Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "0c8f": plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container',
      'plugin type="azure-vnet" failed (add): IPAM Invoker Add failed with error: Failed to get IP address from CNS with error: %w: AllocateIPConfig failed: not enough IPs available for 9c6a7f37-dd43-4f7c-a01f-1ff41653609c, waiting on Azure CNS to allocate more with NC Status: , IP config request is [IPConfigRequest: ',
      'Failed to create pod sandbox: plugin type="host-local" failed (add): failed to allocate for range 0: no IP addresses available in range set: 10.244.1.1-10.244.1.254',
    ],
    quiet: ["# HELP awscni_no_available_ip_addresses The number of pod IP assignments that fail due to no available IP addresses"],
  },
});
