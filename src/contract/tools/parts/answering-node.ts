import { z } from "zod";
import { untrusted } from "../../untrusted.ts";
import { count } from "../tool-contract.ts";

/** When what is shown was true: of a bundle its collection, of a live node its reading. */
const takenAt = z.iso.datetime();

/** Which node an answer, or a part of one, is of, and who spoke for it: the same words in every tool. */
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
  /** Missing where nobody could look. */
  takenAt: takenAt.optional(),
} as const;

/** Of an answer that was read from a bundle: everything in it is as of that time. */
export const answeringBundle = { ...answeringNode, bundle: untrusted(), takenAt } as const;

/** Nodes that a list of them has no room for. */
export const nodesNotListed = z.object({ nodes: count, bySeverity: z.record(z.string(), count) });

/** How old what is shown was when it was asked for. */
export const ageSeconds = z.number();

/** What could not be answered at all, and with which file it could. */
export const unansweredQuestions = z.array(z.object({ what: z.string(), because: untrusted(), fileWanted: z.string().optional() }));
