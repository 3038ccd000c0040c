/**
 * Lists and opens one bundle as a server does that has never seen it, asks its tools again and again, and writes what each took into the file that it is given, as
 * JSON.
 */
import { writeFileSync } from "node:fs";
import type { ToolContract } from "../../src/contract/tools/tool-contract.ts";
import { SearchFindingBook } from "../../src/mcp/arguments/search-finding-book.ts";
import type { Tool, ToolContext } from "../../src/mcp/tool.ts";
import { errorsTool } from "../../src/mcp/tools/errors.ts";
import { quickTriageTool } from "../../src/mcp/tools/quick-triage.ts";
import { openBundleShelf } from "../../src/operations/bundle-shelf/open-shelf.ts";
import { openBundleFleet } from "../../src/operations/fleet/open-bundle-fleet.ts";
import { readRunbooks } from "../../src/operations/runbooks/read-runbooks.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { RecentlyUsed } from "../../src/platform/recently-used.ts";
import { openBaselineBook } from "../../src/store/baseline-book.ts";

export interface IndexedFigures {
  readonly listMs: number;
  /** With the listing. */
  readonly indexMs: number;
  readonly lineMs: number;
  readonly errorsP99Ms: number;
  readonly triageP99Ms: number;
}

const [bundle = "", state = "", answer = "", calls = "200"] = process.argv.slice(2);
const { signal } = new AbortController();
const say = (message: string, fields?: object) => console.error(message, fields);
const logger = { info: say, warn: say, error: say };
const started = performance.now();
const shelf = openBundleShelf({ directory: bundle, stateDirectory: state, clock: systemClock, logger, version: "bench" });
const [listed] = (await shelf.list(signal)).bundles;
const listMs = performance.now() - started;
if (listed === undefined) throw new Error(`${bundle} is no bundle`);
const { files, text } = await shelf.open(listed, { signal });
const indexMs = performance.now() - started;

const messages = files.find(({ path }) => path.endsWith("var_log/messages"))?.path ?? "";
const askedAt = performance.now();
if ((await text.offsetOfLine(messages, 400_000, signal)) === undefined) throw new Error("messages are shorter than they were made");
const lineMs = performance.now() - askedAt;

const context = {
  ...{ shelf, logger, clock: systemClock, version: "bench", fleet: openBundleFleet({ shelf }) },
  ...{ baselines: await openBaselineBook({ logger }), searchFindings: new SearchFindingBook(), answeredClusters: new RecentlyUsed(100) },
  runbooks: readRunbooks(),
};

/** As the host of tools calls them. */
async function p99<C extends ToolContract>(tool: Tool<C>, input: object): Promise<number> {
  const took: number[] = [];
  // The schema gives what the tool takes.
  const given = tool.contract.input.parse(input) as never;
  for (let call = 0; call < Number(calls); call++) {
    const from = performance.now();
    // Tools of collections, which these are not, need more than there is here.
    await tool.run(given, context as unknown as ToolContext, { signal, maxBytes: 11_000, onProgress: () => {} });
    took.push(performance.now() - from);
  }
  return took.toSorted((left, right) => left - right)[Math.ceil(took.length * 0.99) - 1] ?? Number.NaN;
}

const figures: IndexedFigures = {
  ...{ listMs, indexMs, lineMs },
  errorsP99Ms: await p99(errorsTool, { instanceId: listed.node }),
  triageP99Ms: await p99(quickTriageTool, { instanceId: listed.node }),
};
writeFileSync(answer, JSON.stringify(figures));
await shelf.close();
