import { statSync } from "node:fs";
import { join } from "node:path";
import type { AgentsOptions, ClusterOptions } from "../operations/agents/agents-options.ts";
import type { BundleShelf } from "../operations/bundle-shelf/bundle-shelf.ts";
import { openBundleShelf, type ShelfOptions } from "../operations/bundle-shelf/open-shelf.ts";
import { openCollectionRuns } from "../operations/collection-runs/collection-runs.ts";
import type { Fleet } from "../operations/fleet/fleet.ts";
import { readRunbooks } from "../operations/runbooks/read-runbooks.ts";
import type { Clock } from "../platform/clock.ts";
import { inputErrorFromErrno } from "../platform/input-error.ts";
import type { Logger } from "../platform/logger.ts";
import { makeDirectory } from "../platform/make-directory.ts";
import { RecentlyUsed } from "../platform/recently-used.ts";
import { openBaselineBook } from "../store/baseline-book.ts";
import { SearchFindingBook } from "./arguments/search-finding-book.ts";
import { openStateDirectory } from "./state-directory.ts";
import type { ToolContext } from "./tool.ts";

/** Whom tools ask: this machine, agents, or a folder of bundles alone. */
export type ToolSource =
  | { readonly kind: "machine"; readonly proc: string; readonly sys: string }
  | { readonly kind: "agents"; readonly options: AgentsOptions & ClusterOptions }
  | {
      readonly kind: "bundles";
      readonly directory: string;
      /** Given as a bundle and not as a shelf: loose files in it are one. */
      readonly isOneBundle?: boolean;
    };

export interface ToolContextOptions {
  readonly source: ToolSource;
  /** By default that of the user or of the service. */
  readonly stateDirectory?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

export interface OpenedToolContext {
  readonly context: ToolContext;
  /** What is kept in memory alone and cannot be done, in words for whoever asks. */
  readonly remarks: readonly string[];
  close(): Promise<void>;
}

/** Opens all that tools answer from. Throws InputError where the agents cannot be found or a file cannot be read. */
export async function openToolContext(options: ToolContextOptions): Promise<OpenedToolContext> {
  const { source, clock, logger, version } = options;
  if (source.kind === "bundles") requireDirectory(source.directory);
  const state = openStateDirectory(options.stateDirectory, options.environment);
  const remarks = state.path === undefined ? [`Nothing is kept and nothing can be collected into a bundle here: ${state.because}.`] : [];
  if (state.path === undefined)
    logger.warn("no directory for the state can be written to: all is kept in memory", { because: state.because });
  const kept = state.path === undefined ? {} : { stateDirectory: state.path };
  const shelf = openBundleShelf({ ...foldersOf(source, state.path), ...kept, clock, logger, version });
  let fleet: Fleet | undefined;
  try {
    fleet = await openFleet(options, shelf);
    const runs = openCollectionRuns({ fleet, shelf, ...kept, clock, logger });
    const context: ToolContext = {
      ...{ fleet, shelf, runs, clock, logger, version },
      baselines: await openBaselineBook({ ...(state.path === undefined ? {} : { directory: join(state.path, "baselines") }), logger }),
      searchFindings: new SearchFindingBook(),
      answeredClusters: new RecentlyUsed(mostAnsweredClusters),
      runbooks: readRunbooks(),
    };
    const opened = fleet;
    return {
      context,
      remarks,
      async close() {
        await runs.close();
        await opened.close();
        await shelf.close();
      },
    };
  } catch (error) {
    await fleet?.close();
    await shelf.close();
    throw error;
  }
}

/** What has been forgotten is looked for again, or said to be unresolved. */
const mostAnsweredClusters = 2_000;

/** A misspelt name would be an empty shelf. */
function requireDirectory(path: string): void {
  try {
    statSync(path);
  } catch (error) {
    throw inputErrorFromErrno(error, path) ?? error;
  }
}

/** Beside what is collected, a folder for bundles that are brought here by hand. */
function foldersOf(source: ToolSource, state: string | undefined): Pick<ShelfOptions, "directory" | "collectsInto" | "isOneBundle"> {
  if (source.kind === "bundles") {
    const { directory, isOneBundle = false } = source;
    return { directory, isOneBundle };
  }
  if (state === undefined) return {};
  const [directory, collectsInto] = [join(state, "imported"), join(state, "collected")];
  for (const folder of [directory, collectsInto]) makeDirectory(folder);
  return { directory, collectsInto };
}

async function openFleet({ source, clock, version, signal }: ToolContextOptions, shelf: BundleShelf): Promise<Fleet> {
  switch (source.kind) {
    case "bundles": {
      const { openBundleFleet } = await import("../operations/fleet/open-bundle-fleet.ts");
      return openBundleFleet({ shelf });
    }
    case "machine": {
      const { openMachineFleet } = await import("../operations/fleet/open-machine-fleet.ts");
      return openMachineFleet({ proc: source.proc, sys: source.sys, shelf, clock, version });
    }
    case "agents": {
      const [{ openAgents }, { openAgentFleet }] = await Promise.all([
        import("../operations/agents/open-agents.ts"),
        import("../operations/fleet/open-agent-fleet.ts"),
      ]);
      const { agents, cluster, close } = await openAgents(source.options, signal);
      const ofCluster =
        cluster === undefined
          ? {}
          : { relist: (ask: AbortSignal) => cluster.list(ask), nodeFacts: (ask: AbortSignal) => cluster.nodeFacts(ask) };
      const named = cluster?.name === undefined ? {} : { cluster: cluster.name };
      return openAgentFleet({
        agents,
        deadlineMs: source.options.agentsDeadline * 1000,
        shelf,
        clock,
        onClose: close,
        ...ofCluster,
        ...named,
      });
    }
  }
}
