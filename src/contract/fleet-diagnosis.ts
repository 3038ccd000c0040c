import { z } from "zod";
import { unansweredCodes } from "../model/unanswered-agent.ts";
import { diagnoseResultSchema } from "./diagnose-result.ts";
import { severitySchema } from "./verdict.ts";

export const unansweredSchema = z.array(z.object({ agent: z.string(), code: z.enum(unansweredCodes), because: z.string() }));

/** What `ullage diagnose --agents … --output json` prints. */
export const fleetDiagnosisSchema = z.object({
  schemaVersion: z.literal(1),
  /** The worst that any node is in; one that did not answer counts as unknown, which is worse than notice. */
  severity: severitySchema,
  /** Worst first. */
  nodes: z.array(diagnoseResultSchema.extend({ agent: z.string() })),
  unanswered: unansweredSchema,
});

export type FleetDiagnosisContract = z.infer<typeof fleetDiagnosisSchema>;
