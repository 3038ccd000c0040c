import { mkdtempSync } from "node:fs";
import { type Agent, type IncomingHttpHeaders, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { ordinaryStatus } from "../../metrics/agent-status.case.ts";
import type { AgentStatus } from "../../model/agent-status.ts";
import { systemClock } from "../../platform/clock.ts";
import { createLogger } from "../../platform/logger.ts";
import type { NodeWatch } from "../agent-parts.ts";
import { type AgentHttp, type AgentHttpOptions, openAgentHttp } from "./open-http.ts";

/** A watch that knows one status; a walk gives another. */
export function watchOf(status: AgentStatus, walked: () => Promise<AgentStatus> = async () => status): NodeWatch {
  return { status: () => status, subscribe: () => () => {}, walkNow: walked };
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "ullage-http-"));
}

/** What the agent logged. */
export const logged: string[] = [];
export const testLogger = createLogger({ clock: systemClock, form: "json", write: (line) => logged.push(line) });

export async function openCase(test: TestContext, options: Partial<AgentHttpOptions> = {}): Promise<AgentHttp> {
  const http = await openAgentHttp({
    watch: watchOf(ordinaryStatus()),
    metrics: (format) => `format_info{format="${format}"} 1\n`,
    alerts: (payload) => ({ payload }),
    collect: async (output) => {
      output.write("bundle");
    },
    metricsListen: "127.0.0.1:0",
    apiListen: "127.0.0.1:0",
    logger: testLogger,
    ...options,
  });
  test.after(() => http.close());
  return http;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly agent?: Agent;
  readonly ca?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  json(): unknown;
}

/** `at` is `HOST:PORT` or the path of a socket. */
export function ask(at: string, path: string, { method = "GET", headers = {}, body, agent, ca }: Asked = {}): Promise<Answered> {
  const to = at.startsWith("/") ? { socketPath: at } : { host: at.slice(0, at.lastIndexOf(":")), port: at.slice(at.lastIndexOf(":") + 1) };
  const options = { ...to, path, method, headers, ...(agent === undefined ? { agent: false as const } : { agent }) };
  return new Promise((resolve, reject) => {
    const request = ca === undefined ? requestHttp(options) : requestHttps({ ...options, ca, servername: "localhost" });
    request.once("error", reject);
    request.once("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        const bytes = Buffer.concat(chunks);
        const text = bytes.toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text, json: () => JSON.parse(text) });
      });
    });
    request.end(body);
  });
}

/** A connection that sends what it is told to and keeps what comes. */
export async function openRaw(
  at: string,
  localAddress?: string,
): Promise<{ readonly socket: Socket; received: () => string; ended: Promise<void> }> {
  const [host = "", port = ""] = [at.slice(0, at.lastIndexOf(":")), at.slice(at.lastIndexOf(":") + 1)];
  const socket = connect({ host, port: Number(port), ...(localAddress === undefined ? {} : { localAddress }) });
  let received = "";
  socket.on("data", (chunk: Buffer) => {
    received += chunk.toString();
  });
  socket.on("error", () => {});
  const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await new Promise((resolve) => socket.once("connect", resolve));
  return { socket, received: () => received, ended };
}
