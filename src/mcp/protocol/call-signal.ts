import type { ServerContext } from "@modelcontextprotocol/server";

/** Over HTTP nobody can take an answer whose request has gone; in the revisions of 2025 that alone does not take the call back. */
export function signalOf({ mcpReq, http }: ServerContext): AbortSignal {
  const request = http?.req?.signal;
  return request === undefined ? mcpReq.signal : AbortSignal.any([mcpReq.signal, request]);
}
