import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { systemClock } from "../platform/clock.ts";
import { createMcpServer } from "./create-mcp-server.ts";
import { LoggedLines } from "./host/tool-host.case.ts";
import { createToolHost, type ToolHostOptions } from "./host/tool-host.ts";
import { openToolContext } from "./open-tool-context.ts";
import type { Tool } from "./tool.ts";
import { NameVeil } from "./veil/name-veil.ts";
import { veiledLogger } from "./veil/veiled-context.ts";

export const recordings = join(import.meta.dirname, "../../fixtures/recordings");

export interface TestServerOptions extends Partial<ToolHostOptions> {
  readonly tools: readonly Tool[];
  readonly bundles?: string;
  readonly redact?: boolean;
  /** In place of one of its own. */
  readonly veilKey?: Uint8Array;
}

/** Tools over a folder of bundles, with a state of their own that goes with the test. */
export async function openTestServer(
  t: TestContext,
  { tools, bundles = recordings, redact = false, veilKey, ...options }: TestServerOptions,
) {
  const stateDirectory = mkdtempSync(join(tmpdir(), "ullage-mcp-"));
  const logger = new LoggedLines();
  const veil = redact ? new NameVeil(veilKey) : undefined;
  const opened = await openToolContext({
    ...{ source: { kind: "bundles", directory: bundles }, stateDirectory, environment: {}, version: "0.0.0" },
    ...{ clock: systemClock, signal: new AbortController().signal },
    logger: veil === undefined ? logger : veiledLogger(logger, veil),
  });
  t.after(async () => {
    await opened.close();
    rmSync(stateDirectory, { recursive: true });
  });
  const host = createToolHost(tools, opened.context, { maxConcurrent: 8, ...options, ...(veil === undefined ? {} : { veil }) });
  return { host, logger, createServer: () => createMcpServer({ host, veil }) };
}
