import { isoTime } from "../../model/iso-time.ts";
import type { NodeSnapshot } from "../../model/node-snapshot.ts";
import type { Observation } from "../../model/observation.ts";
import { InputError } from "../../platform/input-error.ts";
import { type Bundle, unknownNode } from "./bundle.ts";

/** Bundles of one node in the order of their own times: the newest is judged, and the one before it tells what its counters did in between. */
export function mergeBundles(bundles: readonly Bundle[]): { readonly observation: Observation; readonly remarks: readonly string[] } {
  const ordered = bundles.toSorted((left, right) => left.collectedAtMs - right.collectedAtMs);
  const last = ordered.at(-1);
  if (last === undefined) throw new Error("there is no bundle to merge");
  const remarks = ordered.flatMap((bundle) =>
    ordered.length === 1 ? bundle.remarks : bundle.remarks.map((remark) => `${bundle.name}: ${remark}`),
  );
  const before = ordered.at(-2);
  if (before === undefined) return { observation: last.observation, remarks };
  requireOneNode(ordered);
  const unnamed = ordered.filter(({ node }) => node === unknownNode);
  const said = [
    ...remarks,
    ...unnamed.map(({ name }) => `${name} does not say of which node it is; it was taken to be of the same`),
    ...ordered.slice(0, -2).map(({ name }) => `${name} is older than the two that were compared and was not used`),
  ];
  if (before.collectedAtMs === last.collectedAtMs) {
    return {
      observation: last.observation,
      remarks: [...said, `${before.name} and ${last.name} are of the same time, so nothing can have risen`],
    };
  }
  return {
    observation: { earlier: atItsOwnTime(before.observation.now, before), now: atItsOwnTime(last.observation.now, last) },
    remarks: [...said, `counters of ${isoTime(before.collectedAtMs)} and ${isoTime(last.collectedAtMs)} were compared`],
  };
}

function requireOneNode(bundles: readonly Bundle[]): void {
  const named = bundles.filter(({ node }) => node !== unknownNode);
  const [first] = named;
  const other = named.find(({ node }) => node !== first?.node);
  if (first === undefined || other === undefined) return;
  throw new InputError("bundle-mismatch", other.name, `is of the node ${other.node}, and ${first.name} of ${first.node}`);
}

/** The clocks that never jump of two collections have nothing to do with each other; the times of the collections have. */
function atItsOwnTime(snapshot: NodeSnapshot, { collectedAtMs }: Bundle): NodeSnapshot {
  return { ...snapshot, monotonicMs: collectedAtMs };
}
