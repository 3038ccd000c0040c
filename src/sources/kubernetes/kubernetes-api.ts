import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { decodeListMetadata, type ListMetadata } from "../../wire/kubernetes/decode-list-metadata.ts";
import { decodeStatus } from "../../wire/kubernetes/decode-status.ts";
import { decodeWatchEvent, type WatchEvent } from "../../wire/kubernetes/decode-watch-event.ts";
import { JsonObjectSplitter, type SplitProblem } from "../../wire/kubernetes/json-object-splitter.ts";
import { ApiAgents } from "./api-agents.ts";
import { ApiFailure, failureOfNetwork, quotedReason } from "./api-failure.ts";
import type { ClusterAccess, ClusterTarget } from "./cluster-access.ts";

export interface ApiDeadlines {
  /** For a token or certificate: a plug-in may ask a cloud, or open a browser. */
  readonly credentialsMs: number;
  /** From the request to the beginning of its answer, and between two parts of a list. */
  readonly answerMs: number;
  /** Without a word on a watch. Bookmarks come about every minute; whatever is silent for longer is asked again, which costs one request. */
  readonly silenceMs: number;
}

export const usualDeadlines: ApiDeadlines = { credentialsMs: 60_000, answerMs: 30_000, silenceMs: 150_000 };

export interface ApiQuery {
  /** Such as `/api/v1/pods`. */
  readonly path: string;
  readonly fieldSelector?: string;
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

/** The little of the API that is needed here: to list and to watch, over HTTP/1.1, with the cluster's own authority, which the global fetch cannot be given. */
export class KubernetesApi {
  readonly access: ClusterAccess;
  private readonly deadlines: ApiDeadlines;
  private readonly agents = new ApiAgents();

  constructor(access: ClusterAccess, deadlines: ApiDeadlines = usualDeadlines) {
    this.access = access;
    this.deadlines = deadlines;
  }

  /** One chunk of a list. Each item is handed on when it has arrived; those of a chunk that breaks off were handed on as well. */
  async list(query: ListQuery, onItem: (item: unknown) => void, signal: AbortSignal): Promise<ListMetadata> {
    const response = await this.open(
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
    const response = await this.open(
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

  close(): void {
    this.agents.close();
    this.access.close?.();
  }

  /** The answer to a request once it is 200; credentials that are refused are read again once. */
  private async open(
    { path, fieldSelector, accept = "application/json" }: ApiQuery,
    parameters: Readonly<Record<string, string | number | undefined>>,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries({ fieldSelector, ...parameters })) if (value !== undefined) query.set(name, String(value));
    const pathAndQuery = `${path}?${query}`;
    let target = await this.target();
    let response = await this.send(target, pathAndQuery, accept, signal);
    if (response.statusCode === 401) {
      response.destroy();
      this.access.forget(target);
      target = await this.target();
      response = await this.send(target, pathAndQuery, accept, signal);
    }
    if (response.statusCode !== 200) throw await failureOfAnswer(response, this.deadlines.answerMs);
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

  private send(target: ClusterTarget, pathAndQuery: string, accept: string, signal: AbortSignal): Promise<IncomingMessage> {
    const { answerMs } = this.deadlines;
    const request = target.url.startsWith("https:") ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      const sent = request(`${target.url}${pathAndQuery}`, {
        agent: target.agent ?? this.agents.agentFor(target),
        headers: { ...target.headers, accept, "user-agent": "ullage" },
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
        // The next attempt reads the authority or the client's certificate again.
        if (failure.kind === "untrusted" || failure.kind === "unauthorized") this.access.forget(target);
        reject(failure);
      });
      sent.end();
    });
  }
}

/** The parts of an answer; it fails where the next one does not come in time. Whoever stops reading closes the connection. */
async function* readInTime(response: IncomingMessage, silenceMs: number): AsyncGenerator<Uint8Array> {
  const late = () => response.destroy(new ApiFailure("timed-out", `it has been silent for ${silenceMs / 1000} s`));
  let timer = setTimeout(late, silenceMs);
  try {
    for await (const chunk of response) {
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(late, silenceMs);
    }
  } catch (error) {
    throw failureOfNetwork(error);
  } finally {
    clearTimeout(timer);
    response.destroy();
  }
}

function failOn(problem: SplitProblem | undefined, response: IncomingMessage): void {
  switch (problem) {
    case undefined:
      return;
    case "not-json":
      throw new ApiFailure("not-kubernetes", `it answers with ${contentType(response)} instead of JSON`);
    case "malformed":
      throw new ApiFailure("not-kubernetes", "it answers with JSON that is damaged");
    case "too-large":
      throw new ApiFailure("not-kubernetes", "it answers with an object that is larger than any of Kubernetes can be");
  }
}

function contentType(response: IncomingMessage): string {
  return quotedReason(response.headers["content-type"]?.split(";")[0] ?? "something");
}

async function failureOfAnswer(response: IncomingMessage, answerMs: number): Promise<ApiFailure> {
  const code = response.statusCode ?? 0;
  const status = decodeStatus(await readStatus(response, answerMs));
  const retryAfter = Number(response.headers["retry-after"] ?? status?.retryAfterSeconds ?? 0);
  // A foreign server must not send us away for a day.
  const retryAfterMs = Number.isFinite(retryAfter) ? Math.min(Math.max(retryAfter, 0), 300) * 1000 : 0;
  const failure = (kind: ApiFailure["kind"], what: string) =>
    new ApiFailure(kind, status?.message === undefined ? what : `${what}: ${quotedReason(status.message)}`, { retryAfterMs });
  if (code === 410) return failure("expired", "it has forgotten what came before (410)");
  if (code === 429) return failure("throttled", "it asks to come again later (429)");
  if (code >= 500) return failure("server-error", `it failed (${code})`);
  if (code === 401) return failure("unauthorized", "it does not accept the credentials (401)");
  // A portal or a proxy refuses as well, but in its own words; only a Status is the API server's.
  if (code === 403 && status !== undefined) return failure("forbidden", "it refuses (403)");
  if (code === 404 && status !== undefined) return failure("absent", "it does not know the resource (404)");
  if (code === 404 && contentType(response) === "text/plain") return failure("absent", "it does not know the resource (404)");
  return new ApiFailure("not-kubernetes", `it answers with status ${code} and ${contentType(response)} as no API server does`);
}

/** An error's body, as far as it is short; what breaks off is no Status. */
async function readStatus(response: IncomingMessage, answerMs: number): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of readInTime(response, answerMs)) {
      length += chunk.length;
      if (length > maximumStatusBytes) return undefined;
      parts.push(chunk);
    }
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch {
    return undefined;
  }
}

const maximumStatusBytes = 64 * 1024;
