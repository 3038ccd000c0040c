import type { IncomingMessage, Server, ServerOptions, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { errorText } from "../error-text.ts";
import type { Logger } from "../logger.ts";
import { nodeHttp, nodeHttps } from "../node-http.ts";
import { ConnectionGate } from "./connection-gate.ts";
import { HttpStartError } from "./http-start-error.ts";
import { addressText, isLoopbackAddress, type ListenAddress } from "./listen-address.ts";
import { followTlsFiles, readTlsPair, type TlsPaths } from "./tls-files.ts";
import { listenPrivately, prepareSocketPath } from "./unix-socket-path.ts";

export interface HttpListenerOptions {
  /** Answers one request and never throws; `endSignal` is aborted when nobody waits any longer for what is under way. */
  readonly answer: (message: IncomingMessage, response: ServerResponse, endSignal: AbortSignal) => void;
  /** Answers one request more than are taken at a time. */
  readonly refuse: (message: IncomingMessage, response: ServerResponse, maximumRequests: number) => void;
  readonly logger: Logger;
  readonly at: { readonly kind: "tcp"; readonly address: ListenAddress } | { readonly kind: "socket"; readonly path: string };
  readonly tls?: TlsPaths;
  readonly maximumConnections: number;
  readonly maximumRequests: number;
  /** How often changed certificates are looked for. */
  readonly rereadMs?: number;
  /** A client that takes and sends nothing for so long has gone without saying so. */
  readonly stallMs?: number;
}

export interface HttpListener {
  /** `127.0.0.1:9855`, or the path of the socket. */
  readonly address: string;
  /** Takes no further connection, waits for what is under way until `graceMs`, and cuts off the rest. */
  close(graceMs: number): Promise<void>;
}

/**
 * Prometheus keeps its connection from one scrape to the next. Node's own bound of 5 s would close it between any two, and when the table is full no other can
 * be opened: ten minutes are longer than any interval in use.
 */
const keepAliveMs = 600_000;
const serverOptions: ServerOptions = {
  keepAliveTimeout: keepAliveMs,
  // Of a request, from its first byte; an idle connection that was answered before is not meant.
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 2_000,
  // A token of a service account has some 1,200 bytes.
  maxHeaderSize: 8 * 1024,
};
const usualStallMs = 120_000;

export async function openHttpListener(options: HttpListenerOptions): Promise<HttpListener> {
  const { at, logger, maximumConnections, stallMs = usualStallMs } = options;
  const end = new AbortController();
  const isPrivate = at.kind === "tcp" && at.address.isLoopback;
  // With route_localnet, which kube-proxy sets, a neighbour on the wire can reach 127.0.0.1 from an address of its own (CVE-2020-8558).
  const mayConnect = ({ remoteAddress }: Socket) =>
    at.kind === "socket" ? true : remoteAddress !== undefined && (!isPrivate || isLoopbackAddress(remoteAddress));
  const gate = new ConnectionGate(maximumConnections, mayConnect);
  const { server, stopFollowing } = createServer(options, requestListener(options, gate, end.signal));
  server.timeout = stallMs;
  server.on("connection", (socket) => gate.admit(socket));
  server.on("secureConnection", (socket: Socket) => gate.adopt(socket));
  try {
    if (at.kind === "socket") await prepareSocketPath(at.path);
    await listen(server, at);
  } catch (error) {
    stopFollowing();
    throw error;
  }
  server.on("error", (error) => logger.error("a listener failed", { because: error.message }));
  return { address: addressOf(server, at), close: (graceMs) => closeServer(server, gate, end, stopFollowing, graceMs) };
}

function createServer(
  { tls, logger, rereadMs }: HttpListenerOptions,
  listener: (message: IncomingMessage, response: ServerResponse) => void,
): { readonly server: Server; readonly stopFollowing: () => void } {
  if (tls === undefined) return { server: nodeHttp().createServer(serverOptions, listener), stopFollowing: () => {} };
  const server = nodeHttps().createServer({ ...serverOptions, ...readTlsPair(tls), handshakeTimeout: 10_000 }, listener);
  return { server, stopFollowing: followTlsFiles(tls, (pair) => server.setSecureContext(pair), logger, rereadMs) };
}

function requestListener({ answer, refuse, maximumRequests }: HttpListenerOptions, gate: ConnectionGate, endSignal: AbortSignal) {
  let underWay = 0;
  return (message: IncomingMessage, response: ServerResponse) => {
    const { socket } = message;
    gate.begin(socket);
    underWay++;
    response.once("close", () => {
      gate.end(socket);
      underWay--;
    });
    if (underWay > maximumRequests) refuse(message, response, maximumRequests);
    else answer(message, response, endSignal);
  };
}

async function listen(server: Server, at: HttpListenerOptions["at"]): Promise<void> {
  const listening = Promise.withResolvers<void>();
  server.once("listening", listening.resolve);
  server.once("error", listening.reject);
  try {
    if (at.kind === "socket") listenPrivately(server, at.path);
    else server.listen({ host: at.address.host, port: at.address.port });
    await listening.promise;
  } catch (error) {
    throw startErrorOf(error, at);
  } finally {
    server.off("error", listening.reject);
  }
}

function startErrorOf(error: unknown, at: HttpListenerOptions["at"]): HttpStartError {
  const because = errorText(error);
  if (at.kind === "socket") return new HttpStartError("socket-unusable", `${at.path}: ${because}`, { cause: error });
  const text = addressText(at.address.host, at.address.port);
  const isInUse = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  return isInUse
    ? new HttpStartError("address-in-use", `${text}: something else listens there`, { cause: error })
    : new HttpStartError("address-unusable", `${text}: ${because}`, { cause: error });
}

function addressOf(server: Server, at: HttpListenerOptions["at"]): string {
  const address = server.address();
  if (at.kind === "socket" || address === null || typeof address === "string") return at.kind === "socket" ? at.path : "";
  return addressText(address.address, address.port);
}

async function closeServer(
  server: Server,
  gate: ConnectionGate,
  end: AbortController,
  stopFollowing: () => void,
  graceMs: number,
): Promise<void> {
  stopFollowing();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  gate.closeIdle();
  const timer = setTimeout(() => {
    end.abort();
    gate.closeAll();
  }, graceMs);
  await closed;
  clearTimeout(timer);
}
