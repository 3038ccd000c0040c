import { type IncomingMessage, type RequestOptions, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Duplex, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { AgentAddress } from "./agent-address.ts";

/** An agent that did not give what it was asked for. Its message is for the operator and begins where "did not answer: " ends. */
export class AgentFailure extends Error {
  constructor(because: string, options?: { readonly cause: unknown }) {
    super(because, options);
    this.name = "AgentFailure";
  }
}

export interface AgentClientOptions {
  /** As people know it: the address it was named by, or its node. */
  readonly name: string;
  readonly address: AgentAddress;
  readonly token?: string;
  /** Authority of its certificate, PEM; the system's where it is missing. */
  readonly ca?: string;
  /** Another way to it than by its address, such as through the cluster's API server. */
  readonly connect?: (signal: AbortSignal) => Promise<Duplex>;
}

export interface AskOptions {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** Asks the API of one agent. Every question has a deadline: a node that is in trouble must not hold up the answers of the others. */
export class AgentClient {
  readonly name: string;
  private readonly options: AgentClientOptions;

  constructor(options: AgentClientOptions) {
    this.name = options.name;
    this.options = options;
  }

  /** The answer as JSON, yet to be looked at. */
  async ask(path: string, { deadlineMs, signal }: AskOptions): Promise<unknown> {
    const text = await this.read(path, { deadlineMs, signal });
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new AgentFailure("what answers there is no agent of ullage: its answer is no JSON", { cause });
    }
  }

  private async read(path: string, { deadlineMs, signal }: AskOptions): Promise<string> {
    const deadline = AbortSignal.timeout(deadlineMs);
    try {
      const response = await this.open(path, AbortSignal.any([signal, deadline]));
      return await textOf(response, maximumAnswerBytes);
    } catch (error) {
      throw failureOf(error, signal, deadline, deadlineMs);
    }
  }

  /** Writes the answer as it comes; the deadline is for each pause in it, since a large bundle takes its time. Throws as it is what writing threw. */
  async download(path: string, output: Writable, { deadlineMs, signal }: AskOptions, onBytes: (bytes: number) => void): Promise<void> {
    const silence = new AbortController();
    let notWritten: Error | undefined;
    output.once("error", (error) => {
      notWritten = error;
    });
    let timer = setTimeout(() => silence.abort(), deadlineMs);
    try {
      const response = await this.open(path, AbortSignal.any([signal, silence.signal]));
      let bytes = 0;
      response.on("data", (chunk: Uint8Array) => {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), deadlineMs);
        bytes += chunk.length;
        onBytes(bytes);
      });
      await pipeline(response, output, { signal: AbortSignal.any([signal, silence.signal]) });
    } catch (error) {
      throw notWritten !== undefined && notWritten === error ? error : failureOf(error, signal, silence.signal, deadlineMs);
    } finally {
      clearTimeout(timer);
    }
  }

  private async open(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    const { address, token, ca, connect } = this.options;
    const url = address.kind === "url" ? new URL(address.url) : undefined;
    const socket = await connect?.(signal);
    // A request over a connection that has ended already would wait for ever.
    if (socket?.destroyed === true) throw socket.errored ?? new AgentFailure("the connection broke");
    const target: RequestOptions & { ca?: string } = {
      path,
      signal,
      ...(url === undefined
        ? { socketPath: address.kind === "socket" ? address.path : "", host: "localhost" }
        : { host: url.hostname.replace(/^\[|\]$/g, ""), port: url.port === "" ? undefined : url.port }),
      ...(socket === undefined ? { agent: false } : { createConnection: () => socket }),
      ...(ca === undefined ? {} : { ca }),
      headers: { accept: "application/json", "user-agent": "ullage", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = (url?.protocol === "https:" ? requestHttps : requestHttp)(target, resolve);
      sent.once("error", reject);
      sent.end();
    });
    if (response.statusCode === 200) return response;
    throw new AgentFailure(await refusalText(response));
  }
}

async function textOf(response: IncomingMessage, maximumBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maximumBytes) throw new AgentFailure(`its answer is longer than ${maximumBytes} bytes`);
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
    const { message } = error;
    return "advice" in error && typeof error.advice === "string" ? `${message}. ${error.advice}` : message;
  } catch {
    return undefined;
  }
}

function failureOf(error: unknown, outer: AbortSignal, deadline: AbortSignal, deadlineMs: number): unknown {
  if (outer.aborted) return outer.reason;
  if (deadline.aborted) return new AgentFailure(`no answer within ${deadlineMs / 1000} s`, { cause: error });
  if (error instanceof AgentFailure || !(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  return new AgentFailure(reasonByCode[code] ?? `it cannot be reached (${code || error.message})`, { cause: error });
}

const reasonByCode: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOENT: "there is no such socket",
  EACCES: "no permission to use its socket",
  EPERM: "this node refuses the connection (EPERM): its own table may be full",
  ENOTFOUND: "no such host",
  ECONNRESET: "the connection broke",
  EPROTO: "it does not speak TLS",
  HPE_INVALID_CONSTANT: "what answers there does not speak HTTP",
};

const maximumAnswerBytes = 8 * 1024 * 1024;
const maximumRefusalBytes = 64 * 1024;
