import type { ServerContext } from "@modelcontextprotocol/server";
import type { ToolHostCall } from "../host/tool-host.ts";

/** For a caller that asked for it: how far a call is, at most ten times a second and always further than before, as the protocol has it. */
export function progressNotifier({ mcpReq }: ServerContext): ToolHostCall["onProgress"] {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return undefined;
  let toldMs = Number.NEGATIVE_INFINITY;
  let told = Number.NEGATIVE_INFINITY;
  return (done, total, message) => {
    const nowMs = performance.now();
    const isLast = total !== undefined && done >= total;
    if (done <= told || (nowMs - toldMs < betweenMs && !isLast)) return;
    [toldMs, told] = [nowMs, done];
    const params = { progressToken, progress: done, ...(total === undefined ? {} : { total }), message };
    // Whoever has gone is told nothing; the end of the call is another's matter.
    mcpReq.notify({ method: "notifications/progress", params }).catch(() => {});
  };
}

const betweenMs = 100;
