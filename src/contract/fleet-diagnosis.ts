import { z } from "zod";
import { diagnoseResultSchema } from "./diagnose-result.ts";

export const unansweredSchema = z.array(z.object({ agent: z.string(), because: z.string() }));

/** What `ullage diagnose --agents … --output json` prints. */
export const fleetDiagnosisSchema = z.object({
  schemaVersion: z.literal(1),
  /** The worst that any node is in; unknown where nobody answered. */
  severity: z.enum(["critical", "warning", "notice", "ok", "unknown"]),
  /** Worst first. */
  nodes: z.array(diagnoseResultSchema.extend({ agent: z.string() })),
  unanswered: unansweredSchema,
});

export type FleetDiagnosisContract = z.infer<typeof fleetDiagnosisSchema>;
