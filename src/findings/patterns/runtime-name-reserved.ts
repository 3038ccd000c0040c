import { defineLogPattern } from "../log-pattern.ts";

export const runtimeNameReserved = defineLogPattern({
  id: "runtime-name-reserved",
  title: "The runtime still holds the name of a container that it was to make",
  severity: "low",
  component: "runtime",
  line: /failed to reserve (?:sandbox|container) name .{0,400}? is reserved for/,
  anyOf: ["failed to reserve sandbox name", "failed to reserve container name"],
  means: "An earlier try to make the same container has not ended, so the kubelet's next one is refused: the runtime was slow before.",
  doesNotMean: "It is the echo of another delay and passes when that ends.",
  next: "Look for `runtime-timeout` and slow disks in the minutes before.",
  source: "containerd internal/cri/server",
  examples: {
    matches: [
      'E0115 12:00:00.000000    2999 log.go:32] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to reserve sandbox name \\"web-7d9f_shop_0c8f_1\\": name \\"web-7d9f_shop_0c8f_1\\" is reserved for \\"a1b2c3\\""',
    ],
    quiet: ["port 8080 is reserved for metrics"],
  },
});
