import { z } from "zod";
import { planResultSchema } from "../plan-result.ts";
import { answeringNode, unansweredQuestions } from "./parts/answering-node.ts";
import { answerEnvelope, commonInput, defineToolContract, instanceIdInput } from "./tool-contract.ts";

const text = z.string().min(1).max(300);

/** What `ullage plan --output json` prints. */
export const planChangeContract = defineToolContract({
  name: "plan_change",
  title: "What a change would make of the table",
  description:
    "What-if: entries, use, memory and time to full today and after another limit, other timeouts, reused connections, an untracked port or a workload less; who owns the setting, and the patch with verify and undo as text for an operator. Nothing is changed or run. Without changes it recommends a limit.",
  set: "core",
  // Of a node with an agent a bundle is written to the shelf.
  annotations: { readOnly: false, idempotent: true, openWorld: false },
  input: z.object({
    instanceId: instanceIdInput,
    changes: z
      .strictObject({
        max: z.int().min(1).optional().describe("nf_conntrack_max."),
        timeouts: z.record(text, z.int().min(1)).optional().describe('Seconds by sysctl or short name: {"tcp_time_wait": 30}.'),
        reuse: z.record(text, z.number().min(1)).optional().describe("Requests over each connection, by workload."),
        untrack: z.array(text).max(50).optional().describe("Ports that are not tracked: udp/53."),
        remove: z.array(text).max(50).optional().describe("Workloads that leave the node."),
      })
      .default({})
      .describe("Together; a workload is NAMESPACE/NAME, KIND/NAMESPACE/NAME or an address."),
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    ...answeringNode,
    ...planResultSchema.partial().shape,
    notEvaluated: unansweredQuestions.optional(),
  }),
});
