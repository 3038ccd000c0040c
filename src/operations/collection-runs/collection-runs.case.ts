import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NodeFacts } from "../../model/node-facts.ts";
import type { Logger } from "../../platform/logger.ts";
import type { BundleShelf, ShelfListing, ShelvedBundle } from "../bundle-shelf/bundle-shelf.ts";
import type { CollectedBundle, CollectOptions, FleetNode } from "../fleet/fleet.ts";

/** For nodes that are asked for nothing but a collection. */
const notAsked = async (): Promise<never> => {
  throw new Error("nobody was to ask that");
};

const noTable: FleetNode["table"] = { top: notAsked, forecast: notAsked, find: notAsked, plan: notAsked };

export function nodeThat(
  collect: (options: CollectOptions, signal: AbortSignal) => Promise<CollectedBundle>,
  facts: NodeFacts = { name: "node-a" },
): FleetNode {
  return { facts, isLive: true, diagnose: notAsked, observe: notAsked, collect, table: noTable };
}

/** A node that can no longer be asked, with its newest bundle or none. */
export function silentNode(bundle: ShelvedBundle | undefined, facts: NodeFacts = { name: "node-a" }): FleetNode {
  return {
    facts,
    isLive: false,
    ...(bundle === undefined ? {} : { bundle }),
    diagnose: notAsked,
    observe: notAsked,
    collect: notAsked,
    table: noTable,
  };
}

/** Writes a bundle as collecting does: under another name until it is whole, and nothing of it is left where that was called off. */
export async function writeBundle(
  { directory }: CollectOptions,
  signal: AbortSignal,
  name: string,
  until: Promise<void>,
): Promise<CollectedBundle> {
  const [path, draft] = [join(directory, name), join(directory, `.${name}.partial`)];
  writeFileSync(draft, "half");
  try {
    await Promise.race([until, new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }))]);
    signal.throwIfAborted();
    writeFileSync(path, "whole");
    return { path, bytes: 5 };
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Shows whatever file of the given names is in the directory. */
export function shelfOver(directory: string | undefined, names: readonly string[] = []): Pick<BundleShelf, "directory" | "list"> {
  return {
    directory,
    list: async (): Promise<ShelfListing> => ({
      bundles: names
        .filter((name) => directory !== undefined && existsSync(join(directory, name)))
        .map((name) => shelved(join(directory ?? "", name), name)),
      unreadable: [],
    }),
  };
}

export function shelved(path: string, id: string, collectedAtMs = 5_000): ShelvedBundle {
  return { id, path, node: "node-a", collectedAtMs, bytes: 5, isRedacted: false };
}

export const quiet: Logger = { info() {}, warn() {}, error() {} };
