import type { IncomingMessage } from "node:http";
import { decodeStatus } from "../../wire/kubernetes/decode-status.ts";
import { ApiFailure, quotedReason } from "./api-failure.ts";
import { readAllInTime } from "./read-in-time.ts";

/** What an answer that is no success says. It is read to its end, so that the connection stays: another one may be what cannot be had. */
export async function failureOfAnswer(response: IncomingMessage, answerMs: number): Promise<ApiFailure> {
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
  if (code === 404 && contentTypeOf(response) === "text/plain") return failure("absent", "it does not know the resource (404)");
  if (code === 409 && status !== undefined) return failure("conflict", "it has another one (409)");
  if ((code === 400 || code === 413 || code === 415 || code === 422) && status !== undefined)
    return failure("invalid", `it does not take what was sent (${code})`);
  return new ApiFailure("not-kubernetes", `it answers with status ${code} and ${contentTypeOf(response)} as no API server does`);
}

export function contentTypeOf(response: IncomingMessage): string {
  return quotedReason(response.headers["content-type"]?.split(";")[0] ?? "something");
}

/** An error's body, as far as it is short; what breaks off is no Status. */
async function readStatus(response: IncomingMessage, answerMs: number): Promise<unknown> {
  try {
    return JSON.parse((await readAllInTime(response, answerMs, maximumStatusBytes)) ?? "");
  } catch {
    return undefined;
  }
}

const maximumStatusBytes = 64 * 1024;
