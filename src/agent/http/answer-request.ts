import type { IncomingMessage, ServerResponse } from "node:http";
import { errorText } from "../../platform/error-text.ts";
import type { Logger } from "../../platform/logger.ts";
import { WalkRefused } from "../agent-parts.ts";
import { ApiError } from "./api-error.ts";
import { readQuery } from "./request-query.ts";
import { findRoute, type Route, type StreamAnswer } from "./route.ts";
import { sendError, sendText, setHeaders } from "./send-answer.ts";

export interface AnswerOptions {
  readonly routes: readonly Route[];
  /** Throws ApiError for who may not ask. */
  readonly guard: (message: IncomingMessage, pathName: string) => Promise<void> | void;
  readonly logger: Logger;
  /** Aborted when nobody waits any longer for what is under way. */
  readonly endSignal: AbortSignal;
}

/** Never rejects: whatever goes wrong is an answer, or the end of the connection where one has begun. */
export async function answerRequest(message: IncomingMessage, response: ServerResponse, options: AnswerOptions): Promise<void> {
  const work = new AbortController();
  const abort = () => work.abort(new ClientGone("the connection has ended"));
  response.once("close", abort);
  options.endSignal.addEventListener("abort", abort, { once: true });
  const deadline: { timer?: NodeJS.Timeout } = {};
  try {
    await answerWithin(message, response, options, work, deadline);
  } catch (error) {
    if (!work.signal.aborted || error instanceof ApiError) answerFailure(message, response, error, options.logger);
    else if (!response.writableEnded) response.destroy();
  } finally {
    clearTimeout(deadline.timer);
    options.endSignal.removeEventListener("abort", abort);
    response.off("close", abort);
  }
}

class ClientGone extends Error {}

async function answerWithin(
  message: IncomingMessage,
  response: ServerResponse,
  { routes, guard }: AnswerOptions,
  work: AbortController,
  deadline: { timer?: NodeJS.Timeout },
): Promise<void> {
  const { pathName, search } = splitTarget(message.url ?? "");
  const guarded = guard(message, pathName);
  if (guarded !== undefined) await guarded;
  const { route, name } = findRoute(routes, message.method ?? "GET", pathName);
  const query = readQuery(search, route.parameters);
  const isHead = message.method === "HEAD";
  const { signal } = work;
  signal.throwIfAborted();
  // A route that does not look at its signal holds up nobody: not the end of the agent, and not the room for another request.
  const ended = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
  ended.catch(() => {});
  deadline.timer = setTimeout(
    () => work.abort(new ApiError("answer-late", `no answer within ${route.deadlineSeconds} s`, { retryAfterSeconds: 30 })),
    route.deadlineSeconds * 1000,
  );
  const asked = route.answer({ headers: message.headers, isHead, query, name, signal, message });
  // What is there at once is sent at once: a scrape waits for no other turn of the event loop.
  const answer = asked instanceof Promise ? await Promise.race([asked, ended]) : asked;
  if (answer.kind === "text") sendText(message, response, answer);
  else await sendStream(response, answer, isHead, signal, ended);
}

async function sendStream(
  response: ServerResponse,
  { headers, send, discard }: StreamAnswer,
  isHead: boolean,
  signal: AbortSignal,
  ended: Promise<never>,
): Promise<void> {
  setHeaders(response, headers);
  if (isHead) {
    discard?.();
    response.end();
    return;
  }
  await Promise.race([send(response, signal), ended]);
  if (!response.writableEnded) response.end();
}

function answerFailure(message: IncomingMessage, response: ServerResponse, error: unknown, logger: Logger): void {
  if (response.headersSent) {
    logger.warn("an answer was cut off", { because: errorText(error) });
    response.destroy();
    return;
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  sendError(message, response, apiErrorOf(error, logger));
}

function apiErrorOf(error: unknown, logger: Logger): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof WalkRefused) return new ApiError("walk-refused", error.message, { retryAfterSeconds: error.retryAfterSeconds });
  logger.error("a request failed by a bug", { stack: error instanceof Error ? error.stack : String(error) });
  return new ApiError("agent-bug", "the agent failed; its log says where");
}

/** A proxy's form of the target (`GET http://…`) would carry a second name of this server past the one that was looked at. */
function splitTarget(target: string): { readonly pathName: string; readonly search: string } {
  if (!target.startsWith("/")) throw new ApiError("request-malformed", "the target of the request begins with no /");
  const mark = target.indexOf("?");
  return mark < 0 ? { pathName: target, search: "" } : { pathName: target.slice(0, mark), search: target.slice(mark + 1) };
}
