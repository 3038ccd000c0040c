import { isoTime } from "../../model/iso-time.ts";
import type { ShelvedBundle } from "../../operations/bundle-shelf/bundle-shelf.ts";
import { factsOfBundle } from "../../operations/fleet/bundle-node.ts";
import { answeringNodeResult } from "../../report/fleet/answering-node-result.ts";
import { harmlessText } from "../../report/harmless-text.ts";

/** Whose an answer is that was read from a bundle: its node, as it was when it was collected. */
export function answeringBundleOf(bundle: ShelvedBundle) {
  const facts = factsOfBundle(bundle);
  return { ...answeringNodeResult({ facts, isLive: false }), bundle: harmlessText(bundle.id), takenAt: isoTime(bundle.collectedAtMs) };
}
