import { z } from "zod";
import { components } from "../../model/finding.ts";
import { untrusted } from "../untrusted.ts";
import { answeringBundle } from "./parts/answering-node.ts";
import { coverageAnswer } from "./parts/coverage-answer.ts";
import { findingName } from "./parts/finding-answer.ts";
import { timeInputs, windowAnswer } from "./parts/time-window.ts";
import { verdictAnswer } from "./parts/triage-answer.ts";
import { answerEnvelope, commonInput, count, defineToolContract, instanceIdInput } from "./tool-contract.ts";

/** Seconds from the pivot, or else from what came first; to the minute where `exact` is missing. */
const offset = { offset_seconds: z.int(), exact: z.literal(true).optional() } as const;

export const correlateContract = defineToolContract({
  name: "correlate",
  title: "What happened together",
  description:
    "Orders the findings of a bundle in time: what happened within timeWindow seconds of a pivot (or began together), the chain with offsets, and which pairs are known to be cause and consequence, with the reason. Time alone proves no cause.",
  set: "core",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    instanceId: instanceIdInput,
    timeWindow: z.int().min(1).max(3_600).default(60).describe("Seconds apart that still belong together."),
    pivotEvent: z.string().min(1).max(200).optional().describe("F- or E- id, check, log pattern, component, or words of a title."),
    components: z.array(z.enum(components)).min(1).max(components.length).optional().describe("Only these, and the pivot."),
    response_format: z.enum(["concise", "detailed"]).default("concise").describe("concise: without the timeline."),
    ...timeInputs,
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    ...answeringBundle,
    verdict: verdictAnswer,
    pivot: z.object({ asked: untrusted(), finding_ids: z.array(z.string()) }).optional(),
    potential_root_cause_chain: z.array(
      findingName.extend({
        at: z.string(),
        ...offset,
        /** How things stood when the bundle was collected; when that began is not known. */
        state: z.literal(true).optional(),
        leads_to: z.array(z.object({ finding_id: z.string(), because: z.string() })),
      }),
    ),
    correlations: z.array(
      z.object({
        cause: findingName,
        consequence: findingName,
        because: z.string(),
        order: z.enum(["cause first", "consequence first", "unknown"]),
      }),
    ),
    temporal_clusters: z.array(
      z.object({
        cluster_id: z.string(),
        start: z.string(),
        end: z.string(),
        /** How often the same findings came together. */
        times: count,
        findings: z.array(findingName.extend(offset)),
      }),
    ),
    byComponent: z.record(z.string(), z.object({ findings: count, first: z.string().optional(), last: z.string().optional() })),
    timeline: z
      .array(
        findingName.extend({
          from: z.string(),
          until: z.string(),
          count,
          exact: z.literal(true).optional(),
          state: z.literal(true).optional(),
        }),
      )
      .optional(),
    /** Said in lines that tell no time, so in no order. */
    untimed: z.array(findingName.extend({ lines: count })),
    coverage_report: coverageAnswer,
    ...windowAnswer,
    caveat: z.string(),
  }),
});
