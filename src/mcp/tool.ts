import type { ToolContract, ToolInput, ToolOutput } from "../contract/tools/tool-contract.ts";
import type { BundleShelf } from "../operations/bundle-shelf/bundle-shelf.ts";
import type { CollectionRuns } from "../operations/collection-runs/collection-runs.ts";
import type { Fleet } from "../operations/fleet/fleet.ts";
import type { Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.ts";
import type { RecentlyUsed } from "../platform/recently-used.ts";
import type { Document } from "../report/document.ts";
import type { Runbook } from "../runbooks/runbook.ts";
import type { BaselineBook } from "../store/baseline-book.ts";
import type { AnsweredCluster } from "./arguments/cluster-of-id.ts";
import type { SearchFindingBook } from "./arguments/search-finding-book.ts";

/** What tools answer from. */
export interface ToolContext {
  readonly fleet: Fleet;
  readonly shelf: BundleShelf;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
  /** What healthy collections had too. */
  readonly baselines: BaselineBook;
  /** What searches found lately, by their S- ids. */
  readonly searchFindings: SearchFindingBook;
  /** What `correlate` found together lately, by their C- ids. */
  readonly answeredClusters: RecentlyUsed<string, AnsweredCluster>;
  /** Those that come with Ullage. */
  readonly runbooks: readonly Runbook[];
  /** Collections, begun and ended. */
  readonly runs: CollectionRuns;
}

/** One call of a tool. */
export interface ToolCall {
  /** Aborted when the caller takes the call back or goes away, and at the deadline of the call. */
  readonly signal: AbortSignal;
  /**
   * What the value may take as JSON, so that it fits with the text beside it. A tool that pages makes its page fit, and is asked again with less where it did not;
   * everything else is shortened from the end of its longest list.
   */
  readonly maxBytes: number;
  readonly onProgress: (done: number, total: number | undefined, message: string) => void;
  /** Where names and addresses are replaced: how a text is shown, and the arguments as the caller gave them. What is found by text has to be found in what is shown. */
  readonly veiled?: { readonly shown: (text: string) => string; readonly asked: Readonly<Record<string, unknown>> };
}

export interface ToolAnswer<Value> {
  readonly value: Value;
  /** The answer in words, where report/ has them; else the value itself is shown. */
  readonly words?: Document;
  /** How many items of a list are given before anything else is let go, by its path, such as `mitigation.immediate`. */
  readonly keeps?: Readonly<Record<string, number>>;
  /** Resources that the answer points to. */
  readonly links?: readonly ResourceLink[];
}

export interface ResourceLink {
  readonly uri: string;
  readonly name: string;
  readonly description?: string;
  readonly mimeType?: string;
  readonly size?: number;
}

/** A tool as it is declared, and what it does. */
export interface Tool<C extends ToolContract = ToolContract> {
  readonly contract: C;
  /** Throws ToolFailure for whatever the caller can act on. */
  run(input: ToolInput<C>, context: ToolContext, call: ToolCall): Promise<ToolAnswer<ToolOutput<C>>>;
}

export function defineTool<C extends ToolContract>(contract: C, run: Tool<C>["run"]): Tool<C> {
  return { contract, run };
}
