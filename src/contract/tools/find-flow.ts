import { z } from "zod";
import { findResultSchema } from "../find-result.ts";
import { untrusted } from "../untrusted.ts";
import { answeringNode, unansweredQuestions } from "./parts/answering-node.ts";
import { answerEnvelope, commonInput, defineToolContract, instanceIdInput } from "./tool-contract.ts";

const { entries, ...others } = findResultSchema.partial().shape;
const [entry] = [findResultSchema.shape.entries.element];

/** What `ullage find --output json` prints, and each entry in words. */
export const findFlowContract = defineToolContract({
  name: "find_flow",
  title: "Entries of one address, port, pod or service",
  description:
    "Every conntrack entry that touches an address, network, :port, pod, workload or service, translated both ways: who stood behind a node's address and port in a log, which endpoint answered for a service. Of an agent's node it makes a bundle first, unless one is younger than 60 s.",
  set: "core",
  // Of a node with an agent a bundle is written to the shelf.
  annotations: { readOnly: false, idempotent: true, openWorld: false },
  input: z.object({
    instanceId: instanceIdInput,
    query: z.string().min(1).max(300).describe("ADDR, ADDR:PORT, [IPv6]:PORT, network, :PORT, NAMESPACE/NAME, or KIND/NAMESPACE/NAME."),
    other: z.string().min(1).max(300).optional().describe("A second end, written the same way: only entries that have both."),
    protocol: z.string().min(1).max(20).optional().describe("tcp, udp, another name, or a number."),
    limit: z.int().min(1).max(1000).default(50).describe("Most that are shown; all are counted."),
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    ...answeringNode,
    ...others,
    entries: z.array(entry.extend({ says: untrusted() })).optional(),
    notEvaluated: unansweredQuestions.optional(),
  }),
});
