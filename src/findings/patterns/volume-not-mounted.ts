import { defineLogPattern } from "../log-pattern.ts";

export const volumeNotMounted = defineLogPattern({
  id: "volume-not-mounted",
  title: "The volumes of a pod were not attached or mounted",
  severity: "medium",
  component: "storage",
  line: /Unable to attach or mount volumes|(?:AttachVolume|MountVolume)\.\w{1,20} failed for volume \\{0,3}"(?<subject>[^"\\]{1,120})/,
  anyOf: ["unable to attach or mount volumes", "failed for volume "],
  means: "A pod does not start because a volume of it is not there. The subject is the volume.",
  doesNotMean: "For some seconds after a start of the kubelet, `object … not registered` is usual and passes.",
  hasSubject: true,
  next: "`kubectl describe pod`; `search` for the volume's name in the logs of the CSI driver.",
  source: "kubelet pkg/kubelet/kubelet.go, pkg/volume/util/operationexecutor",
  examples: {
    matches: [
      'Jan 15 12:00:00 node-1 kubelet[2999]: E0115 12:00:00.000000 2999 kubelet.go:1841] "Unable to attach or mount volumes for pod; skipping pod" err="unmounted volumes=[data], unattached volumes=[data]: timed out waiting for the condition" pod="shop/db-0"',
      'E0115 12:00:00.000000 2999 nestedpendingoperations.go:348] Operation for "{volumeName:kubernetes.io/csi/ebs.csi.aws.com^vol-0abc}" failed. Error: MountVolume.MountDevice failed for volume "pvc-0c8f2a7e" : rpc error: code = DeadlineExceeded desc = context deadline exceeded',
    ],
    quiet: [
      'I0115 12:00:00.000000 2999 operation_generator.go:630] "MountVolume.MountDevice succeeded for volume \\"pvc-0c8f2a7e\\"" pod="shop/db-0"',
    ],
  },
});
