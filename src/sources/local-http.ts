import type { Socket } from "node:net";
import type { LocalConnection } from "../model/node-snapshot.ts";
import { errnoOf } from "../platform/errno.ts";
import { nodeHttp } from "../platform/node-http.ts";
import { parseListeningPorts } from "../wire/procfs/listening-ports.ts";
import type { FileTree } from "./file-tree.ts";
import { SourceAbsent } from "./source-absent.ts";

/** One question to a service of this very node, or to the cloud's metadata service, which is link-local. */
export interface LocalRequest {
  /** A loopback or link-local IPv4 address; any other is a bug of the caller. */
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly method?: "GET" | "PUT";
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LocalAnswer {
  readonly status: number;
  readonly text: string;
}

export interface LocalHttp {
  /** Throws SourceAbsent where nothing listens, and an error with a code for whatever else goes wrong. */
  request(request: LocalRequest): Promise<LocalAnswer>;
  /** What became of the connections that were tried since this was last asked. A kept connection is tried once. */
  takeAttempts(): readonly LocalConnection[];
  close(): void;
}

/** A service of the node answers within milliseconds; one that does not must not hold up the reading of everything else. */
const deadlineMs = 500;
/** kube-proxy's metrics are some 300 kB. */
const maximumBytes = 4 * 1024 * 1024;
const maximumAttempts = 100;
/** The kernel walks its whole hash of sockets for each of the two lists, 8 ms here with hardly a socket: once for all questions of one snapshot. */
const listIsFreshMs = 1000;

/** Where the TCP sockets of a family are listed, and where they are counted. */
const socketLists = [
  { list: "net/tcp", count: "net/sockstat", none: "TCP: inuse 0 " },
  { list: "net/tcp6", count: "net/sockstat6", none: "TCP6: inuse 0\n" },
] as const;

export class LiveLocalHttp implements LocalHttp {
  private readonly proc: FileTree;
  private attempts: LocalConnection[] = [];
  private readonly kept = new Map<string, Socket>();
  private listening: { readonly ports: ReadonlySet<number> | undefined; readonly readAtMs: number } | undefined;

  constructor(proc: FileTree) {
    this.proc = proc;
  }

  async request(request: LocalRequest): Promise<LocalAnswer> {
    const target = `${request.host}:${request.port}`;
    if (!isLocal(request.host)) throw new Error(`${request.host} is not on this node`);
    const kept = this.kept.get(target);
    if (kept !== undefined && !kept.destroyed) {
      try {
        return await exchange(kept, request);
      } catch (error) {
        // The service may have closed a kept connection between two questions, and says so only to the second.
        if (errnoOf(error) !== "ECONNRESET" && errnoOf(error) !== "EPIPE") throw error;
      }
    }
    const socket = await this.connect(request.host, request.port);
    this.kept.set(target, socket);
    return exchange(socket, request);
  }

  takeAttempts(): readonly LocalConnection[] {
    const { attempts } = this;
    this.attempts = [];
    return attempts;
  }

  close(): void {
    for (const socket of this.kept.values()) socket.destroy();
    this.kept.clear();
  }

  private async connect(host: string, port: number): Promise<Socket> {
    // An attempt where nobody listens would leave an entry in the very table that is being looked at.
    if (!isMetadataService(host) && !this.hasListener(port))
      throw new SourceAbsent(`http://${host}:${port}`, `nothing listens at ${host}:${port}`);
    try {
      const socket = await connectInTime(host, port);
      this.record(host, port, "answered");
      return socket;
    } catch (error) {
      const outcome = outcomeOf(error);
      this.record(host, port, outcome);
      if (outcome === "refused") throw new SourceAbsent(`http://${host}:${port}`, `nothing listens at ${host}:${port}`);
      throw error;
    }
  }

  private hasListener(port: number): boolean {
    const atMs = performance.now();
    if (this.listening === undefined || atMs - this.listening.readAtMs > listIsFreshMs)
      this.listening = { ports: this.readListening(), readAtMs: atMs };
    // Where the lists may not be read, only trying tells.
    return this.listening.ports?.has(port) ?? true;
  }

  private readListening(): ReadonlySet<number> | undefined {
    const texts = socketLists
      // The kernel walks all buckets of its socket tables for a list, 4.5 ms each, also for one that is empty; the count costs nothing.
      .filter(({ count, none }) => !(this.proc.readTextIfPresent(count)?.includes(none) ?? false))
      .flatMap(({ list }) => this.proc.readBeginningIfPresent(list, maximumBytes) ?? []);
    if (texts.length === 0 && this.proc.exists("net/sockstat")) return new Set();
    return texts.length === 0 ? undefined : new Set(texts.flatMap((text) => [...parseListeningPorts(text)]));
  }

  private record(host: string, port: number, outcome: LocalConnection["outcome"]): void {
    if (this.attempts.length < maximumAttempts) this.attempts.push({ target: `tcp ${host}:${port}`, outcome });
  }
}

/** Link-local, but not of this node. */
function isMetadataService(host: string): boolean {
  return host === "169.254.169.254";
}

function isLocal(host: string): boolean {
  return /^(?:127\.\d{1,3}|169\.254)\.\d{1,3}\.\d{1,3}$/.test(host);
}

async function connectInTime(host: string, port: number): Promise<Socket> {
  const { connect } = await import("node:net");
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    // Kept between two samples, and no reason to keep the program alive.
    socket.unref();
    const timer = setTimeout(
      () => socket.destroy(systemError("ETIMEDOUT", `no answer from ${host}:${port} within ${deadlineMs} ms`)),
      deadlineMs,
    );
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.removeAllListeners("error");
      // Whoever uses the socket listens as well; without a listener an error on an idle one would end the program.
      socket.on("error", () => {});
      resolve(socket);
    });
    socket.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

function outcomeOf(error: unknown): LocalConnection["outcome"] {
  switch (errnoOf(error)) {
    case "ECONNREFUSED":
      return "refused";
    case "EPERM":
    case "EACCES":
      return "not-permitted";
    case "ETIMEDOUT":
      return "timed-out";
    default:
      return "unreachable";
  }
}

async function exchange(socket: Socket, { host, port, path, method = "GET", headers = {} }: LocalRequest): Promise<LocalAnswer> {
  // node:http costs 25 ms to load, so only a service that did accept a connection pays for it.
  const { request } = nodeHttp();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => sent.destroy(systemError("ETIMEDOUT", `${host}:${port} did not answer within ${deadlineMs} ms`)),
      deadlineMs,
    );
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      finish();
    };
    const sent = request({ host, port, path, method, headers: { connection: "keep-alive", ...headers }, createConnection: () => socket });
    sent.once("error", (error) => settle(() => reject(error)));
    sent.once("response", (response) => {
      const chunks: Uint8Array[] = [];
      let length = 0;
      response.on("data", (chunk: Uint8Array) => {
        length += chunk.length;
        if (length > maximumBytes)
          response.destroy(systemError("EFBIG", `${host}:${port}${path} answers with more than ${maximumBytes} bytes`));
        else chunks.push(chunk);
      });
      response.once("error", (error) => settle(() => reject(error)));
      response.once("end", () => settle(() => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") })));
    });
    sent.end();
  });
}

function systemError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
