import { z } from "zod";
import { differenceAreas, differenceTopics, differenceUnits } from "../model/difference.ts";
import { recordedSnapshotSchema } from "./recording.ts";

const entries = z.int().nonnegative().exactOptional();
/** Null where that side has no such thing. */
const figure = z.union([z.number(), z.string(), z.null()]);

/** One thing in which the second of two observations is not like the first. */
export const differenceSchema = z.object({
  topic: z.enum(differenceTopics),
  area: z.enum(differenceAreas),
  what: z.string(),
  subject: z.string().exactOptional(),
  before: figure,
  after: figure,
  unit: z.enum(differenceUnits),
  entriesBefore: entries,
  entriesAfter: entries,
  weight: z.enum(["notable", "large"]),
  /** Absent where a share moved only because the rest of the table did, and where there is no more and less. */
  moreAt: z.enum(["a", "b"]).exactOptional(),
  meaning: z.string().exactOptional(),
  note: z.string().exactOptional(),
});

export const comparedSideSchema = z.enum(["a", "b", "both"]);

/** Something that one side, or both, could not be compared by. */
export const notComparableSchema = z.object({
  what: z.string(),
  part: recordedSnapshotSchema.shape.parts.keyof(),
  side: comparedSideSchema,
  because: z.string(),
});
