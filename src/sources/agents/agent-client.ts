import { Agent as HttpConnections, type IncomingMessage, type RequestOptions, request as requestHttp } from "node:http";
import { Agent as HttpsConnections, request as requestHttps } from "node:https";
import type { Duplex, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { quotedReason } from "../kubernetes/api-failure.ts";
import type { AgentAddress } from "./agent-address.ts";
import { AgentFailure, agentFailureOf } from "./agent-failure.ts";

export interface AgentClientOptions {
  /** As people know it: the address it was named by, or its node. */
  readonly name: string;
  readonly address: AgentAddress;
  readonly token?: string;
  /** Authority of its certificate, PEM; the system's where it is missing. */
  readonly ca?: string;
  /** Another way to it than by its address, such as through the cluster's API server. */
  readonly connect?: (signal: AbortSignal) => Promise<Duplex>;
  /** What is known of it that may explain a failure, such as that its pod is not ready. */
  readonly remark?: string;
}

export interface AskOptions {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

export interface DownloadOptions extends AskOptions {
  /** For each pause once it has taken the connection, since what it makes may take its time. */
  readonly silenceMs: number;
  /** Called when it begins to answer, with the name that the answer gives the file. */
  readonly open: (fileName: string | undefined) => Writable;
  readonly onBytes: (bytes: number) => void;
}

/**
 * Asks the API of one agent. Every question has a deadline: a node that is in trouble must not hold up the answers of the others. Its connection is kept for the next
 * question, because a table that has become full by then refuses the first packet of another one.
 */
export class AgentClient {
  readonly name: string;
  private readonly options: AgentClientOptions;
  private readonly connections: HttpConnections | undefined;

  constructor(options: AgentClientOptions) {
    this.name = options.name;
    this.options = options;
    this.connections = keptConnections(options);
  }

  /** Whether a question can go over the connection of the one before; what goes through somebody else, such as the API server, is made anew. */
  get keepsConnection(): boolean {
    return this.connections !== undefined;
  }

  /** The answer as JSON, yet to be looked at. */
  async ask(path: string, { deadlineMs, signal }: AskOptions): Promise<unknown> {
    const watch = new SilenceWatch(deadlineMs, signal);
    try {
      const text = await textOf(await this.open(path, watch), maximumAnswerBytes);
      try {
        return JSON.parse(text);
      } catch (cause) {
        throw new AgentFailure("not-understood", "what answers there is no agent of ullage: its answer is no JSON", { cause });
      }
    } catch (error) {
      throw this.failureOf(error, watch);
    } finally {
      watch.end();
    }
  }

  /** Writes the answer as it comes. What `open` throws, and what writing threw, is thrown on as it is. */
  async download(path: string, { deadlineMs, silenceMs, signal, open, onBytes }: DownloadOptions): Promise<void> {
    const watch = new SilenceWatch(deadlineMs, signal, silenceMs);
    let notWritten: { readonly error: unknown } | undefined;
    try {
      const response = await this.open(path, watch);
      const output = openOrKeep(open, fileNameIn(response), (error) => {
        // An output that is destroyed because its source failed, or was cut off, has written well.
        if (response.errored === null && !watch.signal.aborted) notWritten ??= { error };
      });
      let bytes = 0;
      response.on("data", (chunk: Uint8Array) => {
        watch.heard();
        bytes += chunk.length;
        onBytes(bytes);
      });
      await pipeline(response, output, { signal: watch.signal });
    } catch (error) {
      throw notWritten === undefined ? this.failureOf(error, watch) : notWritten.error;
    } finally {
      watch.end();
    }
  }

  private async open(path: string, watch: SilenceWatch): Promise<IncomingMessage> {
    const { address, token, ca, connect } = this.options;
    const { connections = false } = this;
    const url = address.kind === "url" ? new URL(address.url) : undefined;
    const { signal } = watch;
    const socket = await connect?.(signal);
    // A request over a connection that has ended already would wait for ever.
    if (socket?.destroyed === true) throw socket.errored ?? new AgentFailure("cut-off", "the connection broke");
    const target: RequestOptions & { ca?: string } = {
      path,
      signal,
      ...(url === undefined
        ? { socketPath: address.kind === "socket" ? address.path : "", host: "localhost" }
        : { host: url.hostname.replace(/^\[|\]$/g, ""), port: url.port === "" ? undefined : url.port }),
      ...(socket === undefined ? { agent: connections } : { createConnection: () => socket }),
      ...(ca === undefined ? {} : { ca }),
      headers: { accept: "application/json", "user-agent": "ullage", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    };
    const send = url?.protocol === "https:" ? requestHttps : requestHttp;
    const ask = () =>
      new Promise<IncomingMessage>((resolve, reject) => {
        const sent = send(target, resolve);
        sent.once("socket", (used) => {
          if (used.connecting === true) used.once("connect", () => watch.connected());
          else watch.connected();
        });
        sent.once("error", (error) => {
          // The agent may have closed what was kept just as it was used; every question can be asked twice.
          if (sent.reusedSocket && !signal.aborted) ask().then(resolve, reject);
          else reject(error);
        });
        sent.end();
      });
    const response = await ask();
    if (response.statusCode === 200) return response;
    throw new AgentFailure("refused", await refusalText(response));
  }

  private failureOf(error: unknown, watch: SilenceWatch): unknown {
    const failure = watch.failure(error) ?? agentFailureOf(error);
    const { remark } = this.options;
    if (remark === undefined || !(failure instanceof AgentFailure)) return failure;
    return new AgentFailure(failure.code, `${failure.message}; ${remark}`, { cause: failure });
  }
}

/** One at a time is kept: of several that were needed at once the others are closed. It keeps no process from ending. */
function keptConnections({ address, connect }: AgentClientOptions): HttpConnections | undefined {
  if (connect !== undefined) return undefined;
  const options = { keepAlive: true, maxFreeSockets: 1 } as const;
  return address.kind === "url" && address.url.startsWith("https:") ? new HttpsConnections(options) : new HttpConnections(options);
}

/** How long is waited, and for what: that a connection was taken and nothing came over it says another thing than that it was not. */
class SilenceWatch {
  readonly signal: AbortSignal;
  private readonly outer: AbortSignal;
  private readonly silence = new AbortController();
  private readonly silenceMs: number | undefined;
  private waitedMs: number;
  private isConnected = false;
  private timer: NodeJS.Timeout;

  /** Without `silenceMs` the deadline is for all of it. */
  constructor(deadlineMs: number, outer: AbortSignal, silenceMs?: number) {
    this.outer = outer;
    this.silenceMs = silenceMs;
    this.signal = AbortSignal.any([outer, this.silence.signal]);
    this.waitedMs = deadlineMs;
    this.timer = setTimeout(() => this.silence.abort(), deadlineMs);
  }

  connected(): void {
    this.isConnected = true;
    this.heard();
  }

  heard(): void {
    if (this.silenceMs === undefined) return;
    clearTimeout(this.timer);
    this.waitedMs = this.silenceMs;
    this.timer = setTimeout(() => this.silence.abort(), this.silenceMs);
  }

  end(): void {
    clearTimeout(this.timer);
  }

  /** Why it ended, where it was ended by us. */
  failure(cause: unknown): unknown {
    if (this.outer.aborted) return this.outer.reason;
    if (!this.silence.signal.aborted) return undefined;
    const within = `within ${this.waitedMs / 1000} s`;
    return this.isConnected
      ? new AgentFailure("no-answer", `it took the connection and did not answer ${within}`, { cause })
      : new AgentFailure("no-connection", `no connection ${within}`, { cause });
  }
}

function openOrKeep(open: DownloadOptions["open"], fileName: string | undefined, onError: (error: unknown) => void): Writable {
  try {
    return open(fileName).once("error", onError);
  } catch (error) {
    onError(error);
    throw error;
  }
}

function fileNameIn({ headers }: IncomingMessage): string | undefined {
  return /filename="([^"]*)"/.exec(headers["content-disposition"] ?? "")?.[1];
}

async function textOf(response: IncomingMessage, maximumBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maximumBytes) throw new AgentFailure("not-understood", `its answer is longer than ${maximumBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** In the agent's own words where it gives some. */
async function refusalText(response: IncomingMessage): Promise<string> {
  const text = await textOf(response, maximumRefusalBytes).catch(() => "");
  const said = messageOf(text);
  return `it refuses (${response.statusCode}${said === undefined ? "" : `: ${said}`})`;
}

function messageOf(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("error" in value)) return undefined;
    const { error } = value;
    if (typeof error !== "object" || error === null || !("message" in error) || typeof error.message !== "string") return undefined;
    const message = quotedReason(error.message);
    return "advice" in error && typeof error.advice === "string" ? `${message}. ${quotedReason(error.advice)}` : message;
  } catch {
    return undefined;
  }
}

const maximumAnswerBytes = 8 * 1024 * 1024;
const maximumRefusalBytes = 64 * 1024;
