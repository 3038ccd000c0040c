import { rmSync } from "node:fs";
import { relative, resolve } from "node:path";
import { errorText } from "../../platform/error-text.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import type { BundleShelf, ShelvedBundle } from "../bundle-shelf/bundle-shelf.ts";
import type { CollectedBundle } from "../fleet/fleet.ts";
import type { RunUnderWay } from "./run-under-way.ts";

export interface CollectIntoShelfOptions {
  readonly shelf: Pick<BundleShelf, "directory" | "list">;
  readonly windowSeconds: number;
}

/** Collects the node of a run and ends the run with the bundle that it made. Throws why there is none. */
export async function collectIntoShelf(one: RunUnderWay, { shelf, windowSeconds }: CollectIntoShelfOptions): Promise<void> {
  const { directory } = shelf;
  if (directory === undefined) throw new ToolFailure("not-available", "there is no directory that bundles may be written into");
  one.signal.throwIfAborted();
  one.say("collecting", 1);
  const collected = await one.node.collect({ directory, windowSeconds, onProgress: (message) => one.say(message) }, one.signal);
  if (one.signal.aborted) {
    // It was whole before it heard of it: whoever took it back was told that nothing stays.
    discard(collected, directory);
    throw one.signal.reason;
  }
  one.say("looking at the bundle", 2);
  const { path, bytes, wasThere } = collected;
  const made = wasThere === true ? "nothing was collected: the bundle was there" : `the bundle is whole, ${bytes} bytes`;
  const bundle = { bytes, ...(wasThere === undefined ? {} : { wasThere }) };
  try {
    const shelved = await find(shelf, path);
    if (shelved === undefined) one.complete(bundle, `${made}; the shelf does not show it`);
    else one.complete({ ...bundle, id: shelved.id, collectedAtMs: shelved.collectedAtMs }, made);
  } catch (error) {
    one.complete(bundle, `${made}; the shelf could not be looked through: ${errorText(error)}`);
  }
}

function discard({ path, wasThere }: CollectedBundle, directory: string): void {
  const isWithin = !/^\.\.(?:[/\\]|$)/.test(relative(directory, path));
  if (wasThere !== true && isWithin) rmSync(path, { force: true });
}

/** The bundle is whole by now, so that nothing takes it back any more. */
async function find(shelf: Pick<BundleShelf, "list">, path: string): Promise<ShelvedBundle | undefined> {
  const { bundles } = await shelf.list(new AbortController().signal);
  return bundles.find((bundle) => resolve(bundle.path) === resolve(path));
}
