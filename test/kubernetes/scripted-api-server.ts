import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { apiVersionOf, discoveryAnswer, type FoundResource, resourceOfPath, type ServedResource } from "./api-resources.ts";
import type { Authority } from "./certificates.ts";
import { parseFieldSelector } from "./field-selector.ts";
import { parseLabelSelector } from "./label-selector.ts";
import { ObjectStore, type StoredObject, type StoreEvent } from "./object-store.ts";
import { type Fault, metadataOf, parsedOrUndefined, send, sendFault, sendStatus, sendText, statusOf } from "./scripted-answers.ts";
import { ScriptedForwards } from "./scripted-forwards.ts";
import { createObject, type KnownUser, patchObject } from "./scripted-writes.ts";

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly resource: string | undefined;
  readonly query: Readonly<Record<string, string>>;
  readonly accept: string;
  readonly isWatch: boolean;
  /** Which of the connections, counted from 1 in the order in which they were first used. */
  readonly connection: number;
  /** As JSON has it, of a request that has one. */
  readonly body?: unknown;
}

export interface ScriptedApiServerOptions {
  /** Plain HTTP where it is missing. */
  readonly authority?: Authority;
  readonly host?: string;
}

/** An API server for tests: the semantics of the real one for lists and watches, and every fault of it on demand. */
export class ScriptedApiServer {
  readonly store = new ObjectStore();
  readonly requests: SeenRequest[] = [];
  /** Bearer tokens that are accepted; anybody is where this is missing. A certificate by the authority is always. */
  tokens: ReadonlySet<string> | undefined;
  /** How a watch from before the compaction ends: the real server does either. */
  goneAs: "status" | "event" = "event";
  /** For TokenReviews. */
  readonly users = new Map<string, KnownUser>();
  /** For SubjectAccessReviews. */
  allows: (user: string, groups: readonly string[], verb: string, path: string) => boolean = () => false;
  /** For port-forwards. */
  readonly forwards = new ScriptedForwards();
  /** Those who were let in, since the beginning. */
  connectionsMade = 0;
  /** As where a table is full: who has a connection keeps it, and nobody gets another one. */
  refusesConnections = false;
  /** Those who were not let in. */
  connectionsRefused = 0;
  private connectionsUsed = 0;
  private readonly connectionNumbers = new WeakMap<Socket, number>();
  private readonly host: string;
  private authority: Authority | undefined;
  private server: Server | undefined;
  private port = 0;
  private readonly sockets = new Set<Socket>();
  private readonly watches = new Set<Watch>();
  private readonly faults = new Map<string, Fault[]>();
  private readonly lastingFaults = new Map<string, Fault>();
  private readonly snapshots = new Map<string, { readonly objects: readonly StoredObject[]; readonly version: number }>();
  private snapshotCount = 0;

  constructor({ authority, host = "127.0.0.1" }: ScriptedApiServerOptions = {}) {
    this.authority = authority;
    this.host = host;
  }

  get url(): string {
    return `${this.authority === undefined ? "http" : "https"}://${this.host.includes(":") ? `[${this.host}]` : this.host}:${this.port}`;
  }

  get address(): { readonly host: string; readonly port: string } {
    return { host: this.host, port: String(this.port) };
  }

  get openWatches(): number {
    return this.watches.size;
  }

  /** Comes up, or comes back at the same port. */
  async start(): Promise<void> {
    const onRequest = (request: IncomingMessage, response: ServerResponse) => {
      const parts: Uint8Array[] = [];
      request.on("data", (part: Uint8Array) => parts.push(part));
      request.once("end", () => this.answer(request, response, Buffer.concat(parts).toString("utf8")));
    };
    const server =
      this.authority === undefined
        ? createHttpServer(onRequest)
        : createHttpsServer({ ...this.authority.server, ca: this.authority.ca, requestCert: true, rejectUnauthorized: false }, onRequest);
    // Nobody may lose a connection that is not used for a while: the real server waits 90 s, a test must not.
    server.keepAliveTimeout = 0;
    server.on("connection", (socket: Socket) => {
      if (this.refusesConnections) {
        this.connectionsRefused++;
        socket.destroy();
        return;
      }
      this.connectionsMade++;
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
    });
    server.on("upgrade", (request: IncomingMessage, socket, head) => this.forwards.upgrade(request, socket, head, this.isKnown(request)));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.port, this.host, resolve);
    });
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Goes away with all its connections. */
  async stop(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    this.server = undefined;
    this.dropConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Goes away and comes back with certificates of another authority. */
  async restartWith(authority: Authority): Promise<void> {
    await this.stop();
    this.authority = authority;
    await this.start();
  }

  dropConnections(): void {
    for (const socket of this.sockets) socket.destroy();
    for (const watch of [...this.watches]) watch.close();
  }

  /** Ends each watch as its time-out does. */
  endWatches(): void {
    for (const watch of [...this.watches]) watch.end();
  }

  sendBookmarks(): void {
    for (const watch of this.watches) watch.bookmark(this.store.newest);
  }

  /** Forgets the history and the tokens of lists that are under way. */
  compact(): void {
    this.store.compact();
    this.snapshots.clear();
  }

  /** For the next request of that resource, its watches among them; several are taken in turn. */
  failNext(resource: string, ...faults: readonly Fault[]): void {
    this.faults.set(resource, [...(this.faults.get(resource) ?? []), ...faults]);
  }

  /** For every request of that resource until it is taken back. `*` for all. */
  fail(resource: string, fault: Fault | undefined): void {
    if (fault === undefined) this.lastingFaults.delete(resource);
    else this.lastingFaults.set(resource, fault);
  }

  lists(resource: string): readonly SeenRequest[] {
    return this.requests.filter((request) => request.resource === resource && !request.isWatch);
  }

  watchesOf(resource: string): readonly SeenRequest[] {
    return this.requests.filter((request) => request.resource === resource && request.isWatch);
  }

  /** The requests that change something, or ask to. */
  writesOf(resource: string): readonly SeenRequest[] {
    return this.requests.filter((request) => request.resource === resource && request.method !== "GET");
  }

  private answer(request: IncomingMessage, response: ServerResponse, text: string): void {
    const url = new URL(request.url ?? "/", "http://server");
    const found = resourceOfPath(url.pathname);
    const query = Object.fromEntries(url.searchParams);
    const isWatch = query["watch"] === "true" || query["watch"] === "1";
    const resource = found === undefined ? undefined : `${found.resource.name}${found.part === undefined ? "" : `/${found.part}`}`;
    const body = parsedOrUndefined(text);
    this.requests.push({
      ...{ method: request.method ?? "", path: url.pathname, resource, query, accept: request.headers.accept ?? "", isWatch },
      connection: this.numberOf(request.socket),
      ...(body !== undefined && { body }),
    });
    if (!this.isKnown(request)) {
      sendStatus(response, 401, "Unauthorized", "Unauthorized");
      return;
    }
    const fault = this.faults.get(resource ?? "")?.shift() ?? this.lastingFaults.get(resource ?? "") ?? this.lastingFaults.get("*");
    if (fault === "silence") return;
    if (typeof fault === "object") {
      sendFault(response, fault);
      return;
    }
    const discovery = discoveryAnswer(url.pathname);
    if (discovery !== undefined) {
      send(response, 200, discovery);
      return;
    }
    if (found === undefined) {
      sendText(response, 404, "404 page not found\n");
      return;
    }
    if (request.method === "POST" || request.method === "PATCH") {
      // The answer that is cut off is of a request that was taken all the same.
      this.write(request, response, found, body, fault === "cut");
      return;
    }
    if (found.name !== undefined && !isWatch) {
      const key = found.namespace === undefined ? found.name : `${found.namespace}/${found.name}`;
      const object = this.store.get(found.resource.name, key);
      if (object === undefined) sendStatus(response, 404, "NotFound", `${found.resource.name} "${found.name}" not found`);
      else send(response, 200, { kind: found.resource.kind, apiVersion: apiVersionOf(found.resource), ...object });
      return;
    }
    if (found.name !== undefined) query["fieldSelector"] = `metadata.name=${found.name}`;
    const matchesFields = parseFieldSelector(query["fieldSelector"] ?? "");
    const matchesLabels = parseLabelSelector(query["labelSelector"] ?? "");
    const matches =
      matchesFields === undefined || matchesLabels === undefined
        ? undefined
        : (object: StoredObject) => matchesFields(object) && matchesLabels(object);
    if (matches === undefined) {
      sendStatus(response, 400, "BadRequest", "field label not supported");
      return;
    }
    const isWanted = (object: StoredObject) =>
      matches(object) && (found.namespace === undefined || object.metadata.namespace === found.namespace);
    const metadataOnly = (request.headers.accept ?? "").includes("as=PartialObjectMetadata");
    if (isWatch) {
      this.watch(found.resource, query, isWanted, metadataOnly, response, fault === "cut");
      return;
    }
    if (metadataOnly && !(request.headers.accept ?? "").includes("as=PartialObjectMetadataList")) {
      sendStatus(response, 406, "NotAcceptable", "you requested PartialObjectMetadata, but the requested object is a list");
      return;
    }
    this.list(found.resource, query, isWanted, metadataOnly, response, fault === "cut");
  }

  private numberOf(socket: Socket): number {
    const number = this.connectionNumbers.get(socket) ?? ++this.connectionsUsed;
    this.connectionNumbers.set(socket, number);
    return number;
  }

  private write(request: IncomingMessage, response: ServerResponse, found: FoundResource, body: unknown, isCut: boolean): void {
    const { store, users, allows } = this;
    const contentType = (request.headers["content-type"] ?? "").split(";")[0] ?? "";
    const answer =
      request.method === "POST" ? createObject(store, found, body, { users, allows }) : patchObject(store, found, contentType, body);
    if (isCut) request.socket.destroy();
    else if ("reason" in answer) sendStatus(response, answer.code, answer.reason, answer.message);
    else if ((request.headers.accept ?? "").includes("as=PartialObjectMetadata"))
      send(response, answer.code, metadataOf(answer.body as StoredObject));
    else send(response, answer.code, { kind: found.resource.kind, apiVersion: apiVersionOf(found.resource), ...answer.body });
  }

  private isKnown(request: IncomingMessage): boolean {
    if (this.tokens === undefined) return true;
    if (request.socket instanceof TLSSocket && request.socket.authorized) return true;
    return this.tokens.has(/^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "");
  }

  private list(
    resource: ServedResource,
    query: Readonly<Record<string, string>>,
    isWanted: (object: StoredObject) => boolean,
    metadataOnly: boolean,
    response: ServerResponse,
    isCut: boolean,
  ): void {
    const [id = "", start = "0"] = Buffer.from(query["continue"] ?? "", "base64url")
      .toString()
      .split(" ");
    const isFirst = query["continue"] === undefined || query["continue"] === "";
    const snapshot = isFirst
      ? { objects: this.store.list(resource.name).filter(isWanted), version: this.store.newest }
      : this.snapshots.get(id);
    if (snapshot === undefined) {
      sendStatus(response, 410, "Expired", "The provided continue parameter is too old to display a consistent list result.");
      return;
    }
    // Lists from the cache (`resourceVersion=0`) are not cut into chunks: the real server ignores the limit there.
    const limit = query["resourceVersion"] === "0" ? Number.POSITIVE_INFINITY : Number(query["limit"] ?? 0) || Number.POSITIVE_INFINITY;
    const from = Number(start);
    const items = snapshot.objects.slice(from, from + limit);
    const remaining = snapshot.objects.length - from - items.length;
    let token: string | undefined;
    if (remaining > 0) {
      const snapshotId = isFirst ? `s${++this.snapshotCount}` : id;
      this.snapshots.set(snapshotId, snapshot);
      token = Buffer.from(`${snapshotId} ${from + items.length}`).toString("base64url");
    }
    const selected = (query["fieldSelector"] ?? "") !== "";
    const body = JSON.stringify({
      kind: metadataOnly ? "PartialObjectMetadataList" : `${resource.kind}List`,
      apiVersion: metadataOnly ? "meta.k8s.io/v1" : apiVersionOf(resource),
      metadata: {
        resourceVersion: String(snapshot.version),
        ...(token !== undefined && { continue: token, ...(!selected && { remainingItemCount: remaining }) }),
      },
      // The items of a real list say neither kind nor apiVersion, except those of metadata.
      items: items.map((object) => (metadataOnly ? metadataOf(object) : object)),
    });
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
    if (isCut) response.write(body.slice(0, body.length / 2), () => response.destroy());
    else response.end(body);
  }

  private watch(
    resource: ServedResource,
    query: Readonly<Record<string, string>>,
    isWanted: (object: StoredObject) => boolean,
    metadataOnly: boolean,
    response: ServerResponse,
    isCut: boolean,
  ): void {
    const version = query["resourceVersion"] ?? "";
    const isFromStart = version === "" || version === "0";
    const missed = isFromStart ? [] : this.store.since(resource.name, Number(version));
    if (missed === undefined && this.goneAs === "status") {
      sendStatus(response, 410, "Expired", `too old resource version: ${version}`);
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    if (missed === undefined) {
      const object = statusOf(410, "Expired", `too old resource version: ${version}`);
      response.end(`${JSON.stringify({ type: "ERROR", object })}\n`);
      return;
    }
    const write = (type: string, object: unknown) => response.write(`${JSON.stringify({ type, object })}\n`);
    const shown = (object: StoredObject) => ({
      kind: resource.kind,
      apiVersion: apiVersionOf(resource),
      ...(metadataOnly ? metadataOf(object) : object),
    });
    const tell = ({ type, object, before }: StoreEvent) => {
      const is = type !== "DELETED" && isWanted(object);
      const was = before !== undefined && isWanted(before);
      if (is) write(was ? "MODIFIED" : "ADDED", shown(object));
      else if (was) write("DELETED", shown({ ...before, metadata: object.metadata }));
    };
    if (isFromStart) for (const object of this.store.list(resource.name).filter(isWanted)) write("ADDED", shown(object));
    for (const event of missed) tell(event);
    if (isCut) {
      response.write('{"type":"ADDED","object":{"metad', () => response.destroy());
      return;
    }
    const stopListening = this.store.listen((changed, event) => {
      if (changed === resource.name) tell(event);
    });
    const takesBookmarks = query["allowWatchBookmarks"] === "true";
    const watch: Watch = {
      bookmark: (newest) => {
        if (!takesBookmarks) return;
        const metadata = { resourceVersion: String(newest), creationTimestamp: null };
        write("BOOKMARK", { kind: resource.kind, apiVersion: apiVersionOf(resource), metadata });
      },
      end: () => {
        watch.close();
        response.end();
      },
      close: () => {
        stopListening();
        clearTimeout(timer);
        this.watches.delete(watch);
      },
    };
    const timer = setTimeout(() => watch.end(), (Number(query["timeoutSeconds"]) || 1800) * 1000);
    this.watches.add(watch);
    response.once("close", () => watch.close());
  }
}

interface Watch {
  bookmark(newest: number): void;
  end(): void;
  close(): void;
}
