import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Writable } from "node:stream";
import { ApiError } from "./api-error.ts";

/** One path of a listener. */
export interface Route {
  /** HEAD comes with GET. */
  readonly method: "GET" | "POST";
  /** A last segment `:name` takes any one segment. */
  readonly path: string;
  /** What a person reads of it in the list of paths. */
  readonly gives: string;
  /** The parameters of the query that it takes; any other is refused, since a misspelt one would be passed over in silence. */
  readonly parameters: readonly string[];
  /** Until an answer begins; for one that streams, until it ends. */
  readonly deadlineSeconds: number;
  answer(request: RouteRequest): Answer | Promise<Answer>;
}

export interface RouteRequest {
  readonly headers: IncomingHttpHeaders;
  readonly isHead: boolean;
  readonly query: ReadonlyMap<string, string>;
  /** The segment that `:name` stands for. */
  readonly name: string;
  /** Aborted when the client has gone, the deadline is over, or the agent ends. */
  readonly signal: AbortSignal;
  readonly message: IncomingMessage;
}

export type Answer = TextAnswer | StreamAnswer;

export interface TextAnswer {
  readonly kind: "text";
  readonly status?: number;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface StreamAnswer {
  readonly kind: "stream";
  readonly headers: Readonly<Record<string, string>>;
  /** Writes the body and ends it. What it throws before the first byte becomes an answer of its own; after that the connection is cut, so that nobody takes a part for the whole. */
  send(output: Writable, signal: AbortSignal): Promise<void>;
  /** Gives back what it holds where nothing is sent. */
  discard?(): void;
}

export function jsonAnswer(value: unknown, status = 200): TextAnswer {
  return { kind: "text", status, contentType: "application/json; charset=utf-8", body: `${JSON.stringify(value, undefined, 2)}\n` };
}

export function plainAnswer(body: string, status = 200): TextAnswer {
  return { kind: "text", status, contentType: "text/plain; charset=utf-8", body };
}

export interface FoundRoute {
  readonly route: Route;
  readonly name: string;
}

/** Throws ApiError where there is none, with what there is. */
export function findRoute(routes: readonly Route[], method: string, pathName: string): FoundRoute {
  const here = routes.flatMap((route) => {
    const name = nameIn(route.path, pathName);
    return name === undefined ? [] : [{ route, name }];
  });
  if (here.length === 0) {
    throw new ApiError("path-unknown", "there is nothing at this path", { paths: routes.map((route) => `${route.method} ${route.path}`) });
  }
  const wanted = method === "HEAD" ? "GET" : method;
  const found = here.find(({ route }) => route.method === wanted);
  if (found !== undefined) return found;
  const allow = here.flatMap(({ route }) => (route.method === "GET" ? ["GET", "HEAD"] : [route.method])).join(", ");
  throw new ApiError("method-unsuitable", `this path takes ${allow}`, { headers: { allow } });
}

function nameIn(path: string, pathName: string): string | undefined {
  const marker = path.indexOf(":");
  if (marker < 0) return path === pathName ? "" : undefined;
  if (!pathName.startsWith(path.slice(0, marker))) return undefined;
  const segment = pathName.slice(marker);
  if (segment === "" || segment.includes("/")) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
