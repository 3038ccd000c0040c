import { ToolFailure } from "../../platform/tool-failure.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import type { BundleShelf, ShelfListing, ShelvedBundle } from "../bundle-shelf/bundle-shelf.ts";
import { bundleNode, factsOfBundle } from "./bundle-node.ts";
import { CountedTables } from "./counted-tables.ts";
import { findNamed, type Named, unknownNode } from "./find-named.ts";
import type { Fleet, FleetNode } from "./fleet.ts";

export interface BundleFleetOptions {
  readonly shelf: BundleShelf;
  /** Shared with other fleets that ask the same bundles. */
  readonly counted?: CountedTables;
}

/** The nodes of which bundles are on the shelf, each spoken for by its newest one. The shelf is the caller's, who closes it. */
export function openBundleFleet({ shelf, counted = new CountedTables() }: BundleFleetOptions): Fleet {
  const nodeOf = (bundle: ShelvedBundle): FleetNode => bundleNode({ bundle, shelf, counted });
  return {
    kind: "bundles",
    description: "a folder of bundles",
    async list(signal) {
      const listing = await shelf.list(signal);
      return {
        nodes: newestOfEach(listing.bundles).map(nodeOf),
        unanswered: [],
        remarks: remarksOn(listing),
      };
    },
    async find(instanceId, signal) {
      const { bundles, unreadable } = await shelf.list(signal);
      const found = findBundle(bundles, instanceId);
      if (found === undefined)
        throw unreadableBundle(unreadable, instanceId) ?? unknownNode(instanceId, newestOfEach(bundles).map(namedBundle), "the folder");
      return nodeOf(found);
    },
    close: async () => {},
  };
}

/** The bundle of that id, else the newest one of the instance or node that is meant. */
export function findBundle(bundles: readonly ShelvedBundle[], asked: string): ShelvedBundle | undefined {
  const wanted = asked.trim();
  const named = bundles.find(({ id }) => id === wanted) ?? bundles.find(({ instanceId }) => instanceId === wanted);
  // The name of the file alone is what people copy.
  const [file, another] = bundles.filter(({ id }) => id.endsWith(`/${wanted}`));
  if (file !== undefined && another === undefined && wanted !== "") return named ?? file;
  return named ?? findNamed(newestOfEach(bundles).map(namedBundle), wanted);
}

/** That of the bundle which is asked by its id and cannot be read, with the reason. */
export function unreadableBundle(unreadable: ShelfListing["unreadable"], asked: string): ToolFailure | undefined {
  const wanted = asked.trim();
  const found = wanted === "" ? undefined : unreadable.find(({ id }) => id === wanted || id.endsWith(`/${wanted}`));
  return found === undefined ? undefined : new ToolFailure("bundle-unreadable", harmlessText(`${found.id}: ${found.because}`));
}

/** The listing has the newest first. */
export function newestOfEach(bundles: readonly ShelvedBundle[]): readonly ShelvedBundle[] {
  const nodes = [...Map.groupBy(bundles, nodeKey).values()].flatMap(byInstance);
  return nodes.flatMap(([newest]) => (newest === undefined ? [] : [newest]));
}

/**
 * Within a cluster a name is of one node at a time, and an older instance of the same name is gone. Where no cluster is told, two instances of one name may be of
 * two clusters; a bundle that names no instance is of the newest of them.
 */
function byInstance(bundles: readonly ShelvedBundle[]): readonly (readonly ShelvedBundle[])[] {
  const [newest] = bundles;
  if (newest === undefined || newest.cluster !== undefined) return [bundles];
  const first = bundles.find(({ instanceId }) => instanceId !== undefined)?.instanceId;
  return [...Map.groupBy(bundles, ({ instanceId }) => instanceId ?? first).values()];
}

export function namedBundle(bundle: ShelvedBundle): Named<ShelvedBundle> {
  return { facts: factsOfBundle(bundle), also: [bundle.id], node: bundle };
}

/** A node that no file names is that bundle's alone. */
function nodeKey({ id, node, cluster = "", instanceId }: ShelvedBundle): string {
  return JSON.stringify([cluster, node, node === "unknown" ? (instanceId ?? id) : ""]);
}

function remarksOn({ bundles, unreadable }: ShelfListing): readonly string[] {
  const redacted = bundles.filter(({ isRedacted }) => isRedacted).length;
  const more = unreadable.length - mostNamed;
  return [
    ...unreadable.slice(0, mostNamed).map(({ id, because }) => harmlessText(`${id} is left out: ${because}`)),
    ...(more > 0 ? [`${more} more are left out`] : []),
    ...(redacted === 0 ? [] : [`${redacted} of the bundles are redacted: a node has another name in each of them`]),
  ];
}

const mostNamed = 10;
