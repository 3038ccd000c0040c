import { defineLogPattern } from "../log-pattern.ts";

export const cniDaemonUnreachable = defineLogPattern({
  id: "cni-daemon-unreachable",
  title: "The network plugin does not reach its own daemon",
  severity: "high",
  component: "cni",
  line: /127\.0\.0\.1:50051.{0,40}?(?:connection refused|i\/o timeout)|failed to connect to backend server|unable to connect to Cilium (?:agent|daemon)|stat \/var\/lib\/calico\/nodename: no such file/i,
  anyOf: ["127.0.0.1:50051", "failed to connect to backend server", "unable to connect to cilium", "stat /var/lib/calico/nodename"],
  means:
    "The plugin that the runtime calls for each pod found the daemon of the CNI (aws-node, cilium-agent, calico-node) not running: no pod starts or ends properly.",
  doesNotMean: "In the first minute after a boot or an upgrade of the CNI it is usual. It is the same machine: no network in between.",
  next: "Is the CNI's pod on this node running? `search` in its log.",
  source: "Amazon VPC CNI cmd/routed-eni-cni-plugin/cni.go, Cilium plugins/cilium-cni, Calico cni-plugin",
  examples: {
    matches: [
      'plugin type="aws-cni" name="aws-cni" failed (add): add cmd: Error received from AddNetwork gRPC call: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:50051: connect: connection refused"',
      '{"level":"error","ts":"2026-01-15T12:00:00.123Z","caller":"routed-eni-cni-plugin/cni.go:192","msg":"Failed to connect to backend server for container 0c8f: context deadline exceeded"}',
    ],
    quiet: [
      '{"level":"info","ts":"2026-01-15T12:00:00.123Z","caller":"ipamd/rpc_handler.go:300","msg":"Serving RPC Handler version v1.20.0 on 127.0.0.1:50051"}',
    ],
  },
});
