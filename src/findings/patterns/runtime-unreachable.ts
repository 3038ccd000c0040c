import { defineLogPattern } from "../log-pattern.ts";

export const runtimeUnreachable = defineLogPattern({
  id: "runtime-unreachable",
  title: "The container runtime is not running",
  severity: "high",
  component: "runtime",
  line: /(?:containerd|crio|cri-dockerd|dockerd|docker)\.sock:? connect: (?:connection refused|no such file or directory)/,
  anyOf: ["sock: connect: connection refused", "sock: connect: no such file or directory"],
  means: "The socket of the runtime takes no connection: it has ended, or has not started yet.",
  doesNotMean: "While the runtime is upgraded it is said for some seconds. No network is involved.",
  next: "`systemctl status containerd`; look for `out-of-memory` with its name.",
  source: "kubelet, as gRPC prints it",
  examples: {
    matches: [
      'E0115 12:00:00.000000    2999 log.go:32] "Status from runtime service failed" err="rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: no such file or directory\\""',
    ],
    quiet: ['time="2026-01-15T12:00:00.5Z" level=info msg="serving..." address=/run/containerd/containerd.sock'],
  },
});
