import type { IncomingMessage } from "node:http";
import { nodeHttp, nodeHttps } from "../../platform/node-http.ts";
import { decodeListMetadata, type ListMetadata } from "../../wire/kubernetes/decode-list-metadata.ts";
import { decodeWatchEvent, type WatchEvent } from "../../wire/kubernetes/decode-watch-event.ts";
import { JsonObjectSplitter, type SplitProblem } from "../../wire/kubernetes/json-object-splitter.ts";
import { ApiAgents } from "./api-agents.ts";
import { ApiFailure, failureOfNetwork, quotedReason } from "./api-failure.ts";
import type { ClusterAccess, ClusterTarget } from "./cluster-access.ts";
import { contentTypeOf, failureOfAnswer } from "./failure-of-answer.ts";
import { readAllInTime, readInTime } from "./read-in-time.ts";

export interface ApiDeadlines {
  /** For a token or certificate: a plug-in may ask a cloud, or open a browser. */
  readonly credentialsMs: number;
  /** From the request to the beginning of its answer, and between two parts of a list. */
  readonly answerMs: number;
  /** Without a word on a watch. Bookmarks come about every minute; whatever is silent for longer is asked again, which costs one request. */
  readonly silenceMs: number;
}

export const usualDeadlines: ApiDeadlines = { credentialsMs: 60_000, answerMs: 30_000, silenceMs: 150_000 };

/** Of a program on each node, which has other things to tell than that it waits. */
export const agentDeadlines: ApiDeadlines = { credentialsMs: 10_000, answerMs: 10_000, silenceMs: 150_000 };

export interface ApiQuery {
  /** Such as `/api/v1/pods`. */
  readonly path: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
  readonly accept?: string;
}

export interface ListQuery extends ApiQuery {
  /** Objects in one answer; all in one where it is missing. */
  readonly limit?: number;
  readonly continueToken?: string;
  /** `0`: whatever the server has in its cache, which spares etcd; the newest where it is missing. */
  readonly resourceVersion?: string;
}

export interface WatchQuery extends ApiQuery {
  readonly resourceVersion: string;
  /** After how long the server is to end the watch. */
  readonly timeoutSeconds: number;
}

export interface GetQuery {
  /** Such as `/api/v1/nodes/node-a`. */
  readonly path: string;
}

export interface CreateQuery {
  /** Of the collection, such as `/apis/events.k8s.io/v1/namespaces/default/events`. */
  readonly path: string;
  readonly body: object;
}

export interface PatchQuery {
  /** Of the object or a part of it, such as `/api/v1/nodes/node-a/status`. */
  readonly path: string;
  /** `strategic`: lists are merged by the key that the API declares for them; `merge`: RFC 7386. */
  readonly kind: "strategic" | "merge";
  readonly body: object;
}

/** The little of the API that is needed here, over HTTP/1.1, with the cluster's own authority, which the global fetch cannot be given. */
export class KubernetesApi {
  readonly access: ClusterAccess;
  private readonly deadlines: ApiDeadlines;
  private readonly agents = new ApiAgents(16);
  /**
   * What is short goes over a connection of its own, one after the other. Were it shared, a watch that begins anew would take it, and the request after it
   * would need one that a full table does not let through.
   */
  private readonly shortAgents = new ApiAgents(1);

  constructor(access: ClusterAccess, deadlines: ApiDeadlines = usualDeadlines) {
    this.access = access;
    this.deadlines = deadlines;
  }

  /** One chunk of a list. Each item is handed on when it has arrived; those of a chunk that breaks off were handed on as well. */
  async list(query: ListQuery, onItem: (item: unknown) => void, signal: AbortSignal): Promise<ListMetadata> {
    const response = await this.read(
      query,
      { limit: query.limit, continue: query.continueToken, resourceVersion: query.resourceVersion },
      signal,
    );
    const splitter = new JsonObjectSplitter({ within: "items", onObject: onItem });
    for await (const chunk of readInTime(response, this.deadlines.answerMs)) failOn(splitter.push(chunk), response);
    const rest = splitter.end();
    if (rest === undefined) throw new ApiFailure("cut-off", "its answer broke off");
    const metadata = decodeListMetadata(rest);
    if (metadata === undefined) throw new ApiFailure("not-kubernetes", "it answers with JSON that is no list");
    return metadata;
  }

  /** Ends when the server ends it; an ERROR that the server sends is the last event. `onOpen` says that the server took the request. */
  async *watch(query: WatchQuery, onOpen: () => void, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    const response = await this.read(
      query,
      {
        watch: "true",
        allowWatchBookmarks: "true",
        resourceVersion: query.resourceVersion,
        timeoutSeconds: query.timeoutSeconds,
      },
      signal,
    );
    onOpen();
    let events: WatchEvent[] = [];
    const splitter = new JsonObjectSplitter({
      within: "stream",
      onObject: (value) => {
        const event = decodeWatchEvent(value);
        if (event !== undefined) events.push(event);
      },
    });
    for await (const chunk of readInTime(response, this.deadlines.silenceMs)) {
      const problem = splitter.push(chunk);
      const ready = events;
      events = [];
      yield* ready;
      failOn(problem, response);
    }
  }

  /** One object, or whatever else is there. */
  async get({ path }: GetQuery, signal: AbortSignal): Promise<unknown> {
    return this.exchange({ method: "GET", path, accept: wholeObject }, signal);
  }

  /** Returns what the server made of it. */
  async create({ path, body }: CreateQuery, signal: AbortSignal): Promise<unknown> {
    const content = { type: "application/json", text: JSON.stringify(body) };
    return this.exchange({ method: "POST", path: `${path}?fieldManager=${fieldManager}`, accept: wholeObject, content }, signal);
  }

  async patch({ path, kind, body }: PatchQuery, signal: AbortSignal): Promise<void> {
    const type = kind === "strategic" ? "application/strategic-merge-patch+json" : "application/merge-patch+json";
    const content = { type, text: JSON.stringify(body) };
    // A Node has some 20 kB, of which nobody here wants to know.
    await this.exchange({ method: "PATCH", path: `${path}?fieldManager=${fieldManager}`, accept: metadataOnly, content }, signal);
  }

  close(): void {
    this.agents.close();
    this.shortAgents.close();
    this.access.close?.();
  }

  private async exchange(asked: ApiRequest, signal: AbortSignal): Promise<unknown> {
    const response = await this.open(asked, this.shortAgents, signal);
    const text = await readAllInTime(response, this.deadlines.answerMs, maximumObjectBytes);
    if (text === undefined)
      throw new ApiFailure("not-kubernetes", "it answers with an object that is larger than any of Kubernetes can be");
    try {
      return JSON.parse(text);
    } catch {
      throw new ApiFailure("not-kubernetes", `it answers with ${contentTypeOf(response)} that is no JSON`);
    }
  }

  private read(
    { path, fieldSelector, labelSelector, accept = wholeObject }: ApiQuery,
    parameters: Readonly<Record<string, string | number | undefined>>,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries({ fieldSelector, labelSelector, ...parameters }))
      if (value !== undefined) query.set(name, String(value));
    return this.open({ method: "GET", path: `${path}?${query}`, accept }, this.agents, signal);
  }

  /** The answer to a request once it is a success; credentials that are refused are read again once. */
  private async open(asked: ApiRequest, agents: ApiAgents, signal: AbortSignal): Promise<IncomingMessage> {
    let target = await this.target();
    let response = await this.send(target, asked, agents, signal);
    if (response.statusCode === 401) {
      await failureOfAnswer(response, this.deadlines.answerMs);
      this.access.forget(target);
      target = await this.target();
      response = await this.send(target, asked, agents, signal);
    }
    if (response.statusCode !== 200 && response.statusCode !== 201) throw await failureOfAnswer(response, this.deadlines.answerMs);
    return response;
  }

  private async target(): Promise<ClusterTarget> {
    const { credentialsMs } = this.deadlines;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new ApiFailure("no-credentials", `no credentials could be had within ${credentialsMs / 1000} s`)),
        credentialsMs,
      );
    });
    try {
      return await Promise.race([this.access.target(), late]);
    } catch (error) {
      if (error instanceof ApiFailure) throw error;
      const reason = quotedReason(error instanceof Error ? error.message : String(error));
      throw new ApiFailure("no-credentials", `no credentials could be had (${reason})`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  private send(
    target: ClusterTarget,
    asked: ApiRequest,
    agents: ApiAgents,
    signal: AbortSignal,
    isSecondTime = false,
  ): Promise<IncomingMessage> {
    const { answerMs } = this.deadlines;
    const { method, path, accept, content } = asked;
    const { request } = target.url.startsWith("https:") ? nodeHttps() : nodeHttp();
    return new Promise((resolve, reject) => {
      const sent = request(`${target.url}${path}`, {
        method,
        agent: target.agent ?? agents.agentFor(target),
        headers: {
          ...target.headers,
          accept,
          "user-agent": "ullage",
          ...(content !== undefined && { "content-type": content.type, "content-length": Buffer.byteLength(content.text) }),
        },
        signal,
      });
      const timer = setTimeout(() => sent.destroy(new ApiFailure("timed-out", `it does not answer within ${answerMs / 1000} s`)), answerMs);
      sent.once("response", (response) => {
        clearTimeout(timer);
        // Whoever reads the answer hears of errors there.
        sent.on("error", () => {});
        resolve(response);
      });
      sent.once("error", (error) => {
        clearTimeout(timer);
        const failure = failureOfNetwork(error);
        // The server closed a kept connection at the very moment it was used. Nothing that is sent here does harm when it is sent twice: objects that are made have
        // their names, and the second one is a conflict.
        if (failure.kind === "cut-off" && sent.reusedSocket && !isSecondTime) {
          resolve(this.send(target, asked, agents, signal, true));
          return;
        }
        // The next attempt reads the authority or the client's certificate again.
        if (failure.kind === "untrusted" || failure.kind === "unauthorized") this.access.forget(target);
        reject(failure);
      });
      sent.end(content?.text);
    });
  }
}

interface ApiRequest {
  readonly method: "GET" | "POST" | "PATCH";
  /** With its query. */
  readonly path: string;
  readonly accept: string;
  readonly content?: { readonly type: string; readonly text: string };
}

const wholeObject = "application/json";
const metadataOnly = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1, application/json";
/** Under this name the server notes in `managedFields` what is ours. */
const fieldManager = "ullage-agent";
/** etcd takes 1.5 MB. */
const maximumObjectBytes = 4_000_000;

function failOn(problem: SplitProblem | undefined, response: IncomingMessage): void {
  switch (problem) {
    case undefined:
      return;
    case "not-json":
      throw new ApiFailure("not-kubernetes", `it answers with ${contentTypeOf(response)} instead of JSON`);
    case "malformed":
      throw new ApiFailure("not-kubernetes", "it answers with JSON that is damaged");
    case "too-large":
      throw new ApiFailure("not-kubernetes", "it answers with an object that is larger than any of Kubernetes can be");
  }
}
