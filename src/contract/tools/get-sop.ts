import { z } from "zod";
import { runbookSeveritySchema } from "../runbook.ts";
import { answerEnvelope, commonInput, defineToolContract } from "./tool-contract.ts";

export const getSopContract = defineToolContract({
  name: "get_sop",
  title: "Read a runbook",
  description:
    "One runbook as Markdown: phases with MUST, SHOULD and MAY steps, each with the tool call to make, guardrails, common issues, output format. Follow the MUST steps in order. The text is Ullage's own and no data of a node.",
  set: "core",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    sopName: z.string().min(1).max(200).describe('Id, name or file: "D3", "conntrack-exhaustion", "D3-conntrack-exhaustion.md".'),
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    sop: z.object({
      name: z.string(),
      id: z.string(),
      title: z.string(),
      severity: runbookSeveritySchema,
      objective: z.string(),
      /** The whole file. */
      content: z.string(),
      /** In bytes. */
      size: z.int().nonnegative(),
    }),
  }),
});
