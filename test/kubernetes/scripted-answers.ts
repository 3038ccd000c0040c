import type { ServerResponse } from "node:http";
import type { StoredObject } from "./object-store.ts";

/** What is done in place of an answer. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string; readonly message?: string }
  /** Takes the request and says nothing. */
  | "silence"
  /** Sends half of the answer and closes the connection. */
  | "cut";

export function metadataOf({ metadata }: StoredObject): StoredObject {
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata };
}

export function parsedOrUndefined(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function statusOf(code: number, reason: string, message: string): unknown {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code };
}

export function send(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

export function sendStatus(response: ServerResponse, code: number, reason: string, message: string): void {
  send(response, code, statusOf(code, reason, message));
}

export function sendText(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, { "content-type": "text/plain; charset=utf-8" });
  response.end(text);
}

export function sendFault(response: ServerResponse, { status, headers = {}, body, message = "" }: Exclude<Fault, string>): void {
  const reasons: Readonly<Record<number, string>> = {
    403: "Forbidden",
    404: "NotFound",
    409: "AlreadyExists",
    422: "Invalid",
    429: "TooManyRequests",
    500: "InternalError",
    410: "Expired",
  };
  response.writeHead(status, { "content-type": body === undefined ? "application/json" : "text/html", ...headers });
  response.end(body ?? JSON.stringify(statusOf(status, reasons[status] ?? "Unknown", message)));
}
