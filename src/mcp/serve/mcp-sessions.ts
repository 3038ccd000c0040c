import { randomUUID } from "node:crypto";
import { isInitializeRequest, type McpServer, WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/server";
import type { Logger } from "../../platform/logger.ts";
import { jsonRpcRefusal } from "./json-rpc-refusal.ts";

export interface McpSessionsOptions {
  readonly createServer: () => McpServer;
  readonly logger: Logger;
  readonly nowMs: () => number;
  readonly maximum: number;
  /** After so long without a request a session ends, unless its client still listens. */
  readonly idleMs: number;
  readonly mostBodyBytes: number;
}

interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly server: McpServer;
  calls: number;
  streams: number;
  lastMs: number;
}

/**
 * Sessions of clients that speak a revision of 2025: with them a call can be taken back and tells how far it is. There are so many; when one more comes, the
 * one that was idle longest ends, and its client begins anew.
 */
export class McpSessions {
  private readonly options: McpSessionsOptions;
  private readonly sessions = new Map<string, Session>();
  private readonly timer: NodeJS.Timeout;
  private beginning = 0;

  constructor(options: McpSessionsOptions) {
    this.options = options;
    this.timer = setInterval(() => this.endIdle(), Math.min(options.idleMs, sweepMs)).unref();
  }

  get size(): number {
    return this.sessions.size;
  }

  /** Whether this request is one of a session that is there. */
  has({ headers }: Request): boolean {
    return this.sessions.has(headers.get(sessionHeader) ?? "");
  }

  /** Whether this request is one of a session, or begins one. */
  async owns(request: Request): Promise<boolean> {
    if (request.headers.has(sessionHeader)) return true;
    if (request.method !== "POST") return false;
    try {
      return isInitializeRequest(await request.clone().json());
    } catch {
      return false;
    }
  }

  /** `closed` is settled when the client has the whole answer, or has gone. */
  async answer(request: Request, closed: Promise<unknown>): Promise<Response> {
    const id = request.headers.get(sessionHeader);
    if (id === null) return this.begin(request);
    const session = this.sessions.get(id);
    // The client then begins a session anew, as the protocol has it.
    if (session === undefined) return jsonRpcRefusal(404, "the session has ended; begin one with initialize", { code: -32_001 });
    const kind = request.method === "GET" ? "streams" : "calls";
    session[kind]++;
    session.lastMs = this.options.nowMs();
    void closed.then(() => {
      session[kind]--;
      session.lastMs = this.options.nowMs();
    });
    return session.transport.handleRequest(request);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all([...this.sessions.keys()].map((id) => this.end(id)));
  }

  private async begin(request: Request): Promise<Response> {
    const { maximum, createServer, logger, nowMs, mostBodyBytes } = this.options;
    if (this.sessions.size + this.beginning >= maximum && !this.endOldest()) {
      return jsonRpcRefusal(503, `${maximum} sessions are under way`, { headers: { "retry-after": String(retryAfterSeconds) } });
    }
    this.beginning++;
    try {
      const server = createServer();
      const transport = new WebStandardStreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        maxRequestBodySize: mostBodyBytes,
        onsessioninitialized: (id) => void this.sessions.set(id, { transport, server, calls: 0, streams: 0, lastMs: nowMs() }),
        onsessionclosed: (id) => void this.sessions.delete(id),
      });
      transport.onerror = (error) => logger.warn("a message was not understood", { because: error.message });
      // No answer follows a call that was taken back, so that nothing else would end the stream that waits for it.
      transport.onmessage = (message) => {
        if (!("method" in message) || message.method !== "notifications/cancelled") return;
        const requestId = message.params?.["requestId"];
        if (typeof requestId === "string" || typeof requestId === "number") queueMicrotask(() => transport.closeSSEStream(requestId));
      };
      await server.connect(transport);
      const response = await transport.handleRequest(request);
      if (transport.sessionId === undefined || !this.sessions.has(transport.sessionId)) await server.close();
      return response;
    } finally {
      this.beginning--;
    }
  }

  private endIdle(): void {
    const longAgoMs = this.options.nowMs() - this.options.idleMs;
    for (const [id, { calls, streams, lastMs }] of this.sessions)
      if (calls === 0 && streams === 0 && lastMs <= longAgoMs) void this.end(id);
  }

  /** First of those whose client does not even listen, then of those that have asked nothing for a while. */
  private endOldest(): boolean {
    const quietMs = this.options.nowMs() - quietForMs;
    const idle = [...this.sessions].filter(([, { calls, streams, lastMs }]) => calls === 0 && (streams === 0 || lastMs <= quietMs));
    const [oldest] = idle.sort(([, left], [, right]) => left.streams - right.streams || left.lastMs - right.lastMs);
    if (oldest === undefined) return false;
    void this.end(oldest[0]);
    return true;
  }

  private async end(id: string): Promise<void> {
    const session = this.sessions.get(id);
    this.sessions.delete(id);
    await session?.server.close();
  }
}

const sessionHeader = "mcp-session-id";
const sweepMs = 60_000;
const quietForMs = 60_000;
const retryAfterSeconds = 10;
