import type { IncomingMessage } from "node:http";
import { type HttpListener, type HttpListenerOptions, openHttpListener } from "../../platform/http/http-listener.ts";
import { answerRequest } from "./answer-request.ts";
import { ApiError } from "./api-error.ts";
import type { Route } from "./route.ts";
import { sendError } from "./send-answer.ts";

export interface RouteListenerOptions extends Omit<HttpListenerOptions, "answer" | "refuse"> {
  readonly routes: readonly Route[];
  readonly guard: (message: IncomingMessage, pathName: string) => Promise<void> | void;
}

/** A listener that answers by a list of paths. */
export function openRouteListener({ routes, guard, ...listener }: RouteListenerOptions): Promise<HttpListener> {
  const { logger } = listener;
  return openHttpListener({
    ...listener,
    answer: (message, response, endSignal) => void answerRequest(message, response, { routes, guard, logger, endSignal }),
    refuse: (message, response, maximumRequests) =>
      sendError(message, response, new ApiError("too-busy", `${maximumRequests} requests are under way`, { retryAfterSeconds: 1 })),
  });
}
