import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ToolContract, ToolOutput } from "../../contract/tools/tool-contract.ts";
import { openBundleShelf } from "../../operations/bundle-shelf/open-shelf.ts";
import { type CollectionRuns, openCollectionRuns } from "../../operations/collection-runs/collection-runs.ts";
import type { Fleet } from "../../operations/fleet/fleet.ts";
import { openBundleFleet } from "../../operations/fleet/open-bundle-fleet.ts";
import { systemClock } from "../../platform/clock.ts";
import { LoggedLines } from "../host/tool-host.case.ts";
import { createToolHost, type ToolHost } from "../host/tool-host.ts";
import type { Tool, ToolContext } from "../tool.ts";
import { batchCollectTool } from "./batch-collect.ts";
import { batchStatusTool } from "./batch-status.ts";
import { clusterHealthTool } from "./cluster-health.ts";
import { collectTool } from "./collect.ts";
import { compareNodesTool } from "./compare-nodes.ts";
import { historyTool } from "./history.ts";
import { statusTool } from "./status.ts";

const recordings = join(import.meta.dirname, "../../../fixtures/recordings");

/** So many nodes of each of these recordings; what is full is so by the same workload. */
export const twoHundred = {
  prod: { "full-churn-of-a-deployment": 70, "approaching-by-use": 10, "almost-nothing": 5, "healthy-node": 65 },
  staging: { "full-churn-of-a-deployment": 1, "healthy-node": 43 },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Beside them in prod. */
export const spoiled = { damaged: 3, "half-written": 3 } as const;

export function folderFor(): string {
  return mkdtempSync(join(tmpdir(), "ullage-many-"));
}

/** One bundle a node, each a folder in the folder of its cluster: `prod/node-1` and so on, in the order of the table. */
export function makeBundles(folder: string, clusters: Readonly<Record<string, Readonly<Record<string, number>>>>): void {
  for (const [cluster, nodes] of Object.entries(clusters)) {
    let number = 0;
    for (const [recording, count] of Object.entries(nodes)) {
      for (let copy = 0; copy < count; copy++)
        copyBundle(recording, join(folder, cluster, `node-${++number}`), `${cluster}-node-${number}`);
    }
  }
}

export function spoilBundles(folder: string): void {
  for (let number = 1; number <= spoiled.damaged; number++) {
    const path = join(folder, `damaged-${number}`);
    copyBundle("healthy-node", path, `damaged-${number}`);
    const text = readFileSync(join(path, "snapshot.json"));
    writeFileSync(join(path, "snapshot.json"), text.subarray(0, text.length / 2));
  }
  for (let number = 1; number <= spoiled["half-written"]; number++)
    writeFileSync(join(folder, `.half-${number}.tar.gz.abcd.partial`), "half");
}

export function copyBundle(recording: string, path: string, node: string): void {
  mkdirSync(path, { recursive: true });
  for (const name of ["snapshot.json", "earlier.json"]) {
    try {
      const snapshot = JSON.parse(readFileSync(join(recordings, recording, name), "utf8"));
      writeFileSync(join(path, name), JSON.stringify({ ...snapshot, node }));
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  }
}

export const manyNodeTools = [
  collectTool,
  statusTool,
  historyTool,
  batchCollectTool,
  batchStatusTool,
  clusterHealthTool,
  compareNodesTool,
] as unknown as readonly Tool[];

export interface ManyNodes {
  readonly host: ToolHost;
  readonly runs: CollectionRuns;
  close(): Promise<void>;
}

export interface ManyNodesOptions {
  readonly stateDirectory?: string;
  /** Instead of the nodes of the bundles themselves. */
  readonly asFleet?: (bundles: Fleet) => Fleet;
}

/** A server over a folder, as `ullage mcp --bundles` is one; another one over the same state is a restart. */
export function openManyNodes(directory: string, { stateDirectory, asFleet }: ManyNodesOptions = {}): ManyNodes {
  const logger = new LoggedLines();
  const state = stateDirectory === undefined ? {} : { stateDirectory };
  const shelf = openBundleShelf({ directory, collectsInto: directory, clock: systemClock, logger, ...state });
  const bundles = openBundleFleet({ shelf });
  const fleet = asFleet?.(bundles) ?? bundles;
  const runs = openCollectionRuns({ fleet, shelf, clock: systemClock, logger, ...state });
  // Of what a context has, these tools ask for no more.
  const context = { fleet, shelf, runs, clock: systemClock, logger, version: "0.0.0" } as unknown as ToolContext;
  return {
    host: createToolHost(manyNodeTools, context, { maxConcurrent: 8 }),
    runs,
    async close() {
      await runs.close();
      await shelf.close();
    },
  };
}

export interface Answer<C extends ToolContract> {
  readonly value: ToolOutput<C>;
  readonly progress: readonly { readonly done: number; readonly message: string }[];
  readonly bytes: number;
}

/** What a tool answers; fails with the failure of the tool where it does not. */
export async function answerOf<C extends ToolContract>(
  host: ToolHost,
  contract: C,
  input: object,
  signal = new AbortController().signal,
): Promise<Answer<C>> {
  const progress: { readonly done: number; readonly message: string }[] = [];
  const outcome = await host.call(contract.name, input, { signal, onProgress: (done, _, message) => progress.push({ done, message }) });
  if (!outcome.ok) throw outcome.failure;
  // The host has held it against this very schema.
  return { value: outcome.value as ToolOutput<C>, progress, bytes: JSON.stringify(outcome.value).length };
}
