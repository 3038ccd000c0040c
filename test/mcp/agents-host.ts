import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { LoggedLines } from "../../src/mcp/host/tool-host.case.ts";
import { createToolHost, type ToolHost } from "../../src/mcp/host/tool-host.ts";
import { openToolContext } from "../../src/mcp/open-tool-context.ts";
import { tools } from "../../src/mcp/tools/index.ts";
import { NameVeil } from "../../src/mcp/veil/name-veil.ts";
import { veiledLogger } from "../../src/mcp/veil/veiled-context.ts";
import { systemClock } from "../../src/platform/clock.ts";

/** Where somebody listens until the test is over. */
export async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  // A server that listens at an address of the network has one with a port.
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Every tool, over agents at these addresses. */
export async function openAgentsHost(
  t: TestContext,
  agents: readonly string[],
  { redact = false } = {},
): Promise<{ readonly host: ToolHost; readonly logger: LoggedLines }> {
  const stateDirectory = mkdtempSync(join(tmpdir(), "ullage-mcp-"));
  const logger = new LoggedLines();
  const veil = redact ? new NameVeil() : undefined;
  const opened = await openToolContext({
    source: { kind: "agents", options: { agents, agentsDeadline: 3, agentsSelector: "app=ullage" } },
    ...{ stateDirectory, environment: {}, version: "0.0.0", clock: systemClock, signal: new AbortController().signal },
    logger: veil === undefined ? logger : veiledLogger(logger, veil),
  });
  t.after(async () => {
    await opened.close();
    rmSync(stateDirectory, { recursive: true });
  });
  return { host: createToolHost(tools, opened.context, { maxConcurrent: 4, ...(veil === undefined ? {} : { veil }) }), logger };
}
