import { z } from "zod";
import { untrusted } from "../../untrusted.ts";

/** Which node an answer is of, and who spoke for it. */
export const answeringNode = {
  /** Its name, by which it can be asked for again. */
  instanceId: untrusted(),
  ec2InstanceId: untrusted().optional(),
  cluster: untrusted().optional(),
  zone: untrusted().optional(),
  /** False where a bundle speaks. */
  live: z.boolean(),
  /** Its id. */
  bundle: untrusted().optional(),
} as const;

/** What could not be answered at all, and with which file it could. */
export const unansweredQuestions = z.array(z.object({ what: z.string(), because: untrusted(), fileWanted: z.string().optional() }));
