import type { CauseId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const tunnelTracking: Hypothesis<CauseId> = {
  id: "tunnel-tracking",
  title: "The overlay network's tunnels are tracked",
  means: "VXLAN or Geneve packets take entries of their own beside those of the pods.",
  doesNotMean: "No workload is at fault.",
  severity: "warning",
  rules: [{ when: ["tunnelsDominate"], confidence: "medium" }],
  hides: ["udp-accumulation"],
  escalation: { to: "platform", because: "the network plugin can exempt its tunnels from tracking" },
};
