import type { IncomingMessage, ServerResponse } from "node:http";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, isLegacyRequest, type McpServer } from "@modelcontextprotocol/server";
import type { Clock } from "../../platform/clock.ts";
import { openHttpListener } from "../../platform/http/http-listener.ts";
import { HttpStartError } from "../../platform/http/http-start-error.ts";
import { resolveListenAddress } from "../../platform/http/listen-address.ts";
import type { RequestAuthority } from "../../platform/http/request-authority.ts";
import type { TlsPaths } from "../../platform/http/tls-files.ts";
import type { Logger } from "../../platform/logger.ts";
import { healthPath, refusalOf } from "./http-guard.ts";
import { jsonRpcRefusal } from "./json-rpc-refusal.ts";
import { McpSessions } from "./mcp-sessions.ts";

export interface McpHttpOptions {
  readonly createServer: () => McpServer;
  /** `HOST:PORT`; port 0 lets the kernel choose. */
  readonly listen: string;
  /** Names by which a server on loopback may be called beside its own. */
  readonly allowedHosts?: readonly string[];
  /** Asked wherever it is given, and needed where other machines reach the server. */
  readonly authority?: RequestAuthority;
  readonly tls?: TlsPaths;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Calls that run or wait; the end waits for them a moment. */
  readonly load: () => { readonly running: number; readonly waiting: number };
  readonly maximumSessions?: number;
  readonly sessionIdleMs?: number;
}

export interface McpHttp {
  readonly address: string;
  readonly sessions: () => number;
  /** Takes nothing more, and gives what is under way a moment to end. */
  close(): Promise<void>;
}

const mcpPath = "/mcp";

/** Questions are short; the longest have some hundred ids in them. */
const mostBodyBytes = 1024 * 1024;
/** A client in a program opens one connection a call under way; a thousand calls at once are told `busy` and not cut off. */
const bounds = { maximumConnections: 1024, maximumRequests: 1024 } as const;
/** Longer than any call may take; until its end an answer in one piece sends nothing. */
const stallMs = 400_000;
const graceMs = 5_000;

/** One URL for the revisions of 2025, with sessions, and for those since, without. Throws HttpStartError. */
export async function openMcpHttp(options: McpHttpOptions): Promise<McpHttp> {
  const { createServer, listen, allowedHosts = [], authority, tls, logger, clock } = options;
  const address = await resolveListenAddress(listen);
  if (!address.isLoopback && tls === undefined)
    throw new HttpStartError("api-needs-tls", `${listen} is reachable from other machines, and there is no certificate`);
  if (!address.isLoopback && authority === undefined) {
    throw new HttpStartError("api-needs-authority", `${listen} is reachable from other machines, and nobody decides who may ask`);
  }
  const sessions = new McpSessions({
    ...{ createServer, logger, mostBodyBytes, nowMs: () => clock.monotonicMs() },
    ...{ maximum: options.maximumSessions ?? 64, idleMs: options.sessionIdleMs ?? 600_000 },
  });
  const onerror = (error: Error) => logger.warn("a message was not understood", { because: error.message });
  const modern = createMcpHandler(createServer, { maxRequestBodySize: mostBodyBytes, maxSubscriptions: 64, onerror });
  const guard = { isLoopback: address.isLoopback, allowedHosts: new Set(allowedHosts.map((host) => host.toLowerCase())), authority };
  let isEnding = false;
  const answer = async (message: IncomingMessage, response: ServerResponse) => {
    const path = (message.url ?? "").split("?")[0] ?? "";
    const closed = new Promise((resolve) => response.once("close", resolve));
    const respond = async (request: Request): Promise<Response> => {
      const isOfSession =
        (await isLegacyRequest(request, undefined, { maxRequestBodySize: mostBodyBytes })) && (await sessions.owns(request));
      // Who has a session may still take back what he asked for.
      if (isEnding && !(isOfSession && sessions.has(request))) {
        return withSafeHeaders(jsonRpcRefusal(503, "the server ends", { headers: { "retry-after": "5" } }));
      }
      return withSafeHeaders(isOfSession ? await sessions.answer(request, closed) : await modern.fetch(request));
    };
    const refusal = (await refusalOf(message.headers, path, guard)) ?? plainAnswer(path, message.method ?? "GET");
    if (refusal === undefined)
      await toNodeHandler({ fetch: respond }, { onerror, maxRequestBodySize: mostBodyBytes })(received(message), response);
    else await refuse(response, refusal);
  };
  const listener = await openHttpListener({
    ...{ logger, at: { kind: "tcp", address }, stallMs, ...bounds },
    ...(tls === undefined ? {} : { tls }),
    answer: (message, response) => {
      answer(message, response).catch((error: Error) => {
        logger.error("a request failed by a bug", { stack: error.stack });
        response.destroy();
      });
    },
    refuse: (_, response, most) => {
      void refuse(response, jsonRpcRefusal(503, `${most} requests are under way`, { headers: { "retry-after": "1" } }));
    },
  }).catch(async (error: unknown) => {
    await sessions.close();
    throw error;
  });
  return {
    address: listener.address,
    sessions: () => sessions.size,
    async close() {
      isEnding = true;
      await untilNothingRuns(options.load);
      await Promise.all([sessions.close(), modern.close()]);
      await listener.close(1_000);
    },
  };
}

/** Without reading what was asked, and without the SDK: it makes a request of it first, which not every one can be made into. */
async function refuse(response: ServerResponse, refusal: Response): Promise<void> {
  const { status, headers } = withSafeHeaders(refusal);
  response.writeHead(status, Object.fromEntries(headers)).end(await refusal.text());
}

/** The SDK's adapter wants to be told that a request has both. */
function received(message: IncomingMessage) {
  return message as IncomingMessage & { readonly method: string; readonly url: string }; // what a server has received has both
}

/** What needs no server of the protocol. */
function plainAnswer(path: string, method: string): Response | undefined {
  if (path === healthPath) {
    return method === "GET" || method === "HEAD"
      ? new Response(method === "HEAD" ? null : "ok\n", { headers: { "content-type": "text/plain; charset=utf-8" } })
      : jsonRpcRefusal(405, "this path takes GET", { headers: { allow: "GET, HEAD" } });
  }
  if (path !== mcpPath) return jsonRpcRefusal(404, `there is ${mcpPath} and ${healthPath}`);
  return method === "TRACE"
    ? jsonRpcRefusal(405, "this path takes POST, GET and DELETE", { headers: { allow: "POST, GET, DELETE" } })
    : undefined;
}

/** No answer may be kept, guessed at, or read by a page of another origin. */
function withSafeHeaders(response: Response): Response {
  for (const [name, value] of [
    ["x-content-type-options", "nosniff"],
    ["cross-origin-resource-policy", "same-origin"],
  ] as const) {
    response.headers.set(name, value);
  }
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
  return response;
}

async function untilNothingRuns(load: McpHttpOptions["load"]): Promise<void> {
  const untilMs = performance.now() + graceMs;
  for (let { running, waiting } = load(); running + waiting > 0 && performance.now() < untilMs; { running, waiting } = load()) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
