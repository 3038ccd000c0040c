import { defineLogPattern } from "../log-pattern.ts";

export const podsEvicted = defineLogPattern({
  id: "pods-evicted",
  title: "The kubelet had to evict pods",
  severity: "high",
  component: "kubelet",
  line: /eviction manager: must evict pod\(s\) to reclaim(?:"? (?:resourceName=)?"?|",.{0,40}?"resourceName":")(?<subject>[\w.-]{1,40})/i,
  anyOf: ["must evict pod(s) to reclaim"],
  means: "Nothing else could be freed: pods are ended to win back what the subject names.",
  doesNotMean: "The pods that are evicted use more than they asked for, or are of least priority; they need not be the cause.",
  hasSubject: true,
  next: "`search` for `is evicted successfully`; for ephemeral-storage look at `df -h`.",
  source: "kubelet pkg/kubelet/eviction/eviction_manager.go",
  examples: {
    matches: [
      '{"ts":1768478400000.5,"caller":"eviction/eviction_manager.go:380","msg":"Eviction manager: must evict pod(s) to reclaim","v":0,"resourceName":"ephemeral-storage"}',
      'I0115 12:00:00.000000    2999 eviction_manager.go:380] "Eviction manager: must evict pod(s) to reclaim" resourceName="memory"',
    ],
    quiet: ['I0115 12:00:00.000000    2999 eviction_manager.go:171] "Eviction manager: no resources are starved"'],
  },
});
