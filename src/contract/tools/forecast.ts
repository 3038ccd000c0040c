import { z } from "zod";
import { forecastSchema } from "../forecast.ts";
import { untrusted } from "../untrusted.ts";
import { answeringNode, unansweredQuestions } from "./parts/answering-node.ts";
import { answerEnvelope, commonInput, count, defineToolContract, instanceIdInput } from "./tool-contract.ts";

export const forecastContract = defineToolContract({
  name: "forecast",
  title: "When the table is full",
  description:
    "When a node's conntrack table is full if it goes on as it did, with its 95 % interval, or why that is not known; and where it settles at today's rate of new connections. It rests on an agent's history, some seconds of this machine, or the samples of a bundle.",
  set: "core",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({ instanceId: instanceIdInput, ...commonInput }),
  output: z.object({
    ...answerEnvelope,
    ...answeringNode,
    count: count.optional(),
    /** 0 means unlimited. */
    max: count.optional(),
    usePercent: z.number().nonnegative().optional(),
    kind: forecastSchema.shape.kind.optional(),
    /** Null where the table is not known to fill. */
    secondsToFull: z.object({ estimate: z.number(), low: z.number(), high: z.number().nullable() }).nullable().optional(),
    because: untrusted().optional(),
    forecast: forecastSchema.optional(),
    /** Rate of new connections × time in the table. */
    steadyState: z
      .object({ entries: count, usePercent: z.number().nonnegative().nullable(), fits: z.boolean().nullable() })
      .nullable()
      .optional(),
    restsOn: untrusted().optional(),
    remarks: z.array(untrusted()).optional(),
    notEvaluated: unansweredQuestions.optional(),
  }),
});
