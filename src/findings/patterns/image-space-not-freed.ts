import { defineLogPattern } from "../log-pattern.ts";

export const imageSpaceNotFreed = defineLogPattern({
  id: "image-space-not-freed",
  title: "The kubelet found no image that it could delete",
  severity: "medium",
  component: "storage",
  line: /failed to garbage collect required amount of images/i,
  anyOf: ["failed to garbage collect required amount of images"],
  means: "The disk of images is over its threshold and all images are in use, or the space is taken by something else.",
  doesNotMean: "Deleting images by hand does not help where logs or volumes take the space.",
  next: "`df -h` and `crictl images`; look for `node-pressure`.",
  source: "kubelet pkg/kubelet/images/image_gc_manager.go",
  examples: {
    matches: [
      'E0115 12:00:00.000000    2999 kubelet.go:1452] "Image garbage collection failed multiple times in a row" err="failed to garbage collect required amount of images. Attempted to free 5368709120 bytes, but only found 0 bytes eligible to free."',
    ],
    quiet: [
      'E0115 12:00:00.000000    2999 kubelet.go:1456] "Image garbage collection failed once. Stats initialization may not have completed yet" err="invalid capacity 0 on image filesystem"',
    ],
  },
});
