import { defineLogPattern } from "../log-pattern.ts";

export const runtimeTimeout = defineLogPattern({
  id: "runtime-timeout",
  title: "The container runtime did not answer the kubelet",
  severity: "high",
  component: "runtime",
  line: /from runtime service failed"?[ ,].{0,20}?rpc error: code = DeadlineExceeded|failed to handle (?:container|sandbox) TaskExit event[ :].{0,400}?context deadline exceeded/i,
  anyOf: ["from runtime service failed", "failed to handle container taskexit event", "failed to handle sandbox taskexit event"],
  means: "containerd (or CRI-O) is held up, mostly by a disk; containers are not started, ended or probed.",
  doesNotMean: "It is a socket on the same machine: not the network, and no full table.",
  next: "Look for `hung-task`, `nvme-timeout` and `disk-full` before it.",
  source: "kubelet pkg/kubelet/cri/remote (cri-client), containerd internal/cri/server/events.go",
  examples: {
    matches: [
      'time="2026-01-15T12:00:00.5Z" level=error msg="Failed to handle backOff event &TaskExit{ContainerID:513f9b55e96a,ID:513f9b55e96a,Pid:211974,ExitStatus:255,ExitedAt:2026-01-15 11:59:50.439304235 +0000 UTC,XXX_unrecognized:[],} for 513f9b55e96a" error="failed to handle container TaskExit event: failed to stop container: context deadline exceeded: unknown"',
      'time="2026-01-15T12:00:00.5Z" level=error msg="failed to handle sandbox TaskExit event container_id:\\"0c8f2a7e\\"  id:\\"0c8f2a7e\\"" error="failed to delete task: context deadline exceeded"',
      '{"ts":1768478400000.5,"caller":"cri-client/remote_runtime.go:432","msg":"ListPodSandbox with filter from runtime service failed","err":"rpc error: code = DeadlineExceeded desc = context deadline exceeded","filter":"nil"}',
      'E0115 12:00:00.000000    2999 log.go:32] "ListPodSandbox with filter from runtime service failed" err="rpc error: code = DeadlineExceeded desc = context deadline exceeded" filter="nil"',
    ],
    quiet: [
      'E0104 23:36:02.891412   55672 remote_runtime.go:432] "ContainerStatus from runtime service failed" err="rpc error: code = NotFound desc = an error occurred when try to find container \\"976989a82aad1\\": not found"',
    ],
  },
});
