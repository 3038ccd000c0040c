import { defineLogPattern } from "../log-pattern.ts";

export const imagePullFailed = defineLogPattern({
  id: "image-pull-failed",
  title: "An image could not be pulled",
  severity: "medium",
  component: "runtime",
  line: /\bFailed to pull image\b|\bPullImage \\{0,3}"[^"\\]{1,255}\\{0,3}" failed|PullImage from image service failed|with (?:ErrImagePull|ImagePullBackOff): /,
  anyOf: ["failed to pull image", "pullimage from image service failed", "pullimage ", "with errimagepull", "with imagepullbackoff"],
  means: "The runtime did not get an image: it is not there, the right is missing, or the registry was not reached.",
  doesNotMean: "Only with a time-out or a refused connection behind it does it speak of the network.",
  next: "Read the end of the line: `not found`, `unauthorized` or `i/o timeout`.",
  source: "kubelet pkg/kubelet/images, containerd internal/cri/instrument",
  examples: {
    matches: [
      'E0115 12:00:00.000000    2999 kuberuntime_image.go:55] "Failed to pull image" err="rpc error: code = NotFound desc = failed to pull and unpack image" image="example.com/web:1"',
      'time="2026-01-15T12:00:00.5Z" level=error msg="PullImage \\"example.com/web:1\\" failed" error="failed to pull and unpack image"',
    ],
    quiet: ['time="2026-01-15T12:00:00.5Z" level=info msg="PullImage \\"example.com/web:1\\" returns image reference \\"sha256:0c8f\\""'],
  },
});
