import { isoTime } from "../../model/iso-time.ts";
import type { ShelvedBundle } from "../../operations/bundle-shelf/bundle-shelf.ts";
import { answeringNodeResult } from "../../report/fleet/answering-node-result.ts";
import { harmlessText } from "../../report/harmless-text.ts";

/** Whose an answer is that was read from a bundle: its node, as it was when it was collected. */
export function answeringBundleOf({ id, node, instanceId, cluster, zone, collectedAtMs }: ShelvedBundle) {
  const facts = {
    name: node,
    ...(instanceId === undefined ? {} : { instanceId }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(zone === undefined ? {} : { zone }),
  };
  return { ...answeringNodeResult({ facts, isLive: false }), bundle: harmlessText(id), takenAt: isoTime(collectedAtMs) };
}
