import type { Readable, Writable } from "node:stream";
import type { McpServer } from "@modelcontextprotocol/server";
import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Logger } from "../../platform/logger.ts";

export interface McpStdioOptions {
  readonly createServer: () => McpServer;
  readonly input: Readable;
  readonly output: Writable;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** Returns when the client has gone or the signal is aborted; what was under way is aborted then, since nobody takes its answer. */
export async function serveMcpStdio({ createServer, input, output, logger, signal }: McpStdioOptions): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const end = () => ended.resolve();
  const inputEvents = ["end", "close", "error"] as const;
  for (const event of inputEvents) input.once(event, end);
  // A client that reads no more has gone, whether or not it still holds our input open.
  output.once("error", end);
  output.once("close", end);
  signal.addEventListener("abort", end, { once: true });
  // Each answer that waits for a slow client listens for its turn; Node would take more than ten for a leak, and say so on stderr.
  output.setMaxListeners(0);
  const transport = new StdioServerTransport(input, output, { maxBufferSize: mostMessageBytes });
  const handle = serveStdio(createServer, {
    transport,
    onerror: (error) => logger.warn("a message was not understood", { because: error.message }),
  });
  // It closes by itself as well: a message that is too long leaves nothing to go on from.
  const onclose = transport.onclose;
  transport.onclose = () => {
    onclose?.();
    end();
  };
  if (signal.aborted || input.readableEnded || input.destroyed) end();
  await ended.promise;
  await handle.close();
  input.pause();
}

/** Questions are short; the longest have some hundred ids in them. */
const mostMessageBytes = 1024 * 1024;
