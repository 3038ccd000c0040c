import type { ToolContract, ToolInput, ToolOutput } from "../contract/tools/tool-contract.ts";
import type { BundleShelf } from "../operations/bundle-shelf/bundle-shelf.ts";
import type { Fleet } from "../operations/fleet/fleet.ts";
import type { Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.ts";
import type { Document } from "../report/document.ts";

/** What tools answer from. */
export interface ToolContext {
  readonly fleet: Fleet;
  readonly shelf: BundleShelf;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
}

/** One call of a tool. */
export interface ToolCall {
  /** Aborted when the caller takes the call back or goes away, and at the deadline of the call. */
  readonly signal: AbortSignal;
  /** What the whole answer may take; a tool that pages makes its page fit, everything else is shortened from the end of its longest list. */
  readonly maxBytes: number;
  readonly onProgress: (done: number, total: number | undefined, message: string) => void;
}

export interface ToolAnswer<Value> {
  readonly value: Value;
  /** The answer in words, where report/ has them; else the value itself is shown. */
  readonly words?: Document;
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
