import { Console } from "node:console";
import type { Clock } from "../platform/clock.ts";
import type { TlsPaths } from "../platform/http/tls-files.ts";
import { TokenFileAuthority } from "../platform/http/token-file-authority.ts";
import type { Logger } from "../platform/logger.ts";
import { createMcpServer } from "./create-mcp-server.ts";
import { createToolHost } from "./host/tool-host.ts";
import { openToolContext, type ToolSource } from "./open-tool-context.ts";
import { openMcpHttp } from "./serve/open-mcp-http.ts";
import { serveMcpStdio } from "./serve/serve-stdio.ts";
import { toolsOf } from "./tools/index.ts";
import { NameVeil } from "./veil/name-veil.ts";
import { veiledLogger } from "./veil/veiled-context.ts";

export interface McpServerOptions {
  readonly source: ToolSource;
  readonly stateDirectory?: string;
  readonly toolSet: "core" | "all";
  readonly maxConcurrent: number;
  readonly redact: boolean;
  /** Without it over standard input and output. */
  readonly http?: McpHttpAt;
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Told where it is asked, over HTTP. */
  readonly onListening: (url: string) => void;
}

export interface McpHttpAt {
  readonly listen: string;
  readonly tokenFile: string | undefined;
  readonly tls: TlsPaths | undefined;
  readonly allowedHosts: readonly string[];
}

/** Answers until the client has gone or the signal is aborted, and closes what was opened. Throws HttpStartError and InputError. */
export async function runMcpServer(options: McpServerOptions): Promise<void> {
  const { http, clock, signal } = options;
  const veil = options.redact ? new NameVeil() : undefined;
  const logger = veil === undefined ? options.logger : veiledLogger(options.logger, veil);
  // Standard output is the protocol's; whatever a package prints would break it.
  if (http === undefined) globalThis.console = new Console(process.stderr);
  const { context, remarks, close } = await openToolContext({ ...options, logger });
  try {
    const host = createToolHost(toolsOf(options.toolSet), context, {
      maxConcurrent: options.maxConcurrent,
      remarks,
      ...(veil === undefined ? {} : { veil }),
    });
    const createServer = () => createMcpServer({ host, veil });
    if (http === undefined) return await serveMcpStdio({ createServer, input: process.stdin, output: process.stdout, logger, signal });
    const { listen, tokenFile, tls, allowedHosts } = http;
    const authority = tokenFile === undefined ? undefined : new TokenFileAuthority(tokenFile, logger);
    const server = await openMcpHttp({
      ...{ createServer, listen, allowedHosts, logger, clock, load: () => host.load() },
      ...(authority === undefined ? {} : { authority }),
      ...(tls === undefined ? {} : { tls }),
    });
    options.onListening(`${tls === undefined ? "http" : "https"}://${server.address}/mcp`);
    await untilAborted(signal);
    await server.close();
  } finally {
    await close();
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
