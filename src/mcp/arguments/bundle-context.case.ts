import type { ToolContract, ToolInput, ToolOutput } from "../../contract/tools/tool-contract.ts";
import type { OpenBundle } from "../../operations/bundle-shelf/bundle-shelf.ts";
import { openBundleShelf } from "../../operations/bundle-shelf/open-shelf.ts";
import { openBundleFleet } from "../../operations/fleet/open-bundle-fleet.ts";
import { systemClock } from "../../platform/clock.ts";
import { RecentlyUsed } from "../../platform/recently-used.ts";
import type { Runbook } from "../../runbooks/runbook.ts";
import { openBaselineBook } from "../../store/baseline-book.ts";
import type { Tool, ToolCall, ToolContext } from "../tool.ts";
import { SearchFindingBook } from "./search-finding-book.ts";

const logger = { info: () => {}, warn: () => {}, error: () => {} };

/** What tools answer from where all there is are the bundles of a folder. */
export async function contextOfBundles(
  directory: string,
  given: Partial<ToolContext> & { readonly minimum?: number } = {},
): Promise<ToolContext> {
  const { minimum, ...rest } = given;
  const shelf = openBundleShelf({ directory, clock: systemClock, logger });
  const runbooks: readonly Runbook[] = [];
  const context = {
    fleet: openBundleFleet({ shelf }),
    shelf,
    clock: systemClock,
    logger,
    version: "0.0.0",
    baselines: await openBaselineBook({ logger, ...(minimum === undefined ? {} : { minimum }) }),
    searchFindings: new SearchFindingBook(),
    answeredClusters: new RecentlyUsed(100),
    runbooks,
    ...rest,
  };
  // Tools of other sources need more than there is here.
  return context as unknown as ToolContext;
}

const call: ToolCall = { signal: new AbortController().signal, maxBytes: 1_000_000, onProgress: () => {} };

/** Calls a tool as its host does, and holds the answer against its schema. */
export async function callTool<C extends ToolContract>(
  { contract, run }: Tool<C>,
  input: object,
  context: ToolContext,
  given: Partial<ToolCall> = {},
): Promise<ToolOutput<C>> {
  // The schema has made it what the tool takes.
  const parsed = contract.input.parse(input) as ToolInput<C>;
  const { value } = await run(parsed, context, { ...call, ...given });
  contract.output.strict().parse(value);
  return value;
}

/** The bundle of that id, open. */
export async function openBundleOf({ shelf }: ToolContext, id: string): Promise<OpenBundle> {
  const { bundles } = await shelf.list(call.signal);
  const bundle = bundles.find((one) => one.id === id);
  if (bundle === undefined) throw new Error(`no bundle ${id}`);
  return shelf.open(bundle, call);
}
