import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { harmlessText } from "../../report/harmless-text.ts";
import { type ApiError, apiErrorCodes } from "./api-error.ts";
import { jsonAnswer, type TextAnswer } from "./route.ts";

/** No answer may be kept, guessed at, framed, or read by a page of another origin. */
const alwaysHeaders: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
};

export function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(alwaysHeaders)) response.setHeader(name, value);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

export function sendText(
  message: IncomingMessage,
  response: ServerResponse,
  { status = 200, contentType, headers, body }: TextAnswer,
): void {
  setHeaders(response, { "content-type": contentType, vary: "accept, accept-encoding", ...headers });
  response.statusCode = status;
  const bytes = Buffer.from(body);
  const packed = bytes.length >= leastPackedBytes && acceptsGzip(message.headers["accept-encoding"]);
  const sent = packed ? gzipSync(bytes, { level: 1 }) : bytes;
  if (packed) response.setHeader("content-encoding", "gzip");
  response.setHeader("content-length", sent.length);
  response.end(message.method === "HEAD" ? undefined : sent);
}

/** In one packet anyway. */
const leastPackedBytes = 1400;

/** As RFC 9110, 12.5.3 has it, without comparing what two codings are worth: gzip is taken where it is named, or `*`, and not refused by `q=0`. */
export function acceptsGzip(accept: string | readonly string[] | undefined): boolean {
  const codings = String(accept ?? "")
    .split(",")
    .map((part) =>
      part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/),
    );
  const named = codings.find(([coding]) => coding === "gzip") ?? codings.find(([coding]) => coding === "*");
  return named !== undefined && !named.slice(1).some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
}

export function sendError(message: IncomingMessage, response: ServerResponse, { code, message: what, extras, status }: ApiError): void {
  const { headers = {}, retryAfterSeconds, paths } = extras;
  const answer = jsonAnswer(
    { error: { code, message: harmlessText(what), advice: apiErrorCodes[code].advice }, ...(paths === undefined ? {} : { paths }) },
    status,
  );
  const retry: Readonly<Record<string, string>> =
    retryAfterSeconds === undefined ? {} : { "retry-after": String(Math.max(1, Math.ceil(retryAfterSeconds))) };
  sendText(message, response, { ...answer, headers: { ...headers, ...retry } });
}
