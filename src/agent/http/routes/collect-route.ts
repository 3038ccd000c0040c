import type { Writable } from "node:stream";
import { bundleName } from "../../../operations/bundle-name.ts";
import { errorText } from "../../../platform/error-text.ts";
import type { Logger } from "../../../platform/logger.ts";
import type { NodeWatch } from "../../agent-parts.ts";
import { ApiError } from "../api-error.ts";
import { choiceIn, numberIn } from "../request-query.ts";
import type { Route } from "../route.ts";

export interface CollectRequest {
  /** 0 takes one sample. */
  readonly windowSeconds: number;
  readonly redact: boolean;
}

/** Writes a bundle of the node; whoever calls it ends the output. */
export type CollectBundle = (output: Writable, request: CollectRequest, signal: AbortSignal) => Promise<unknown>;

/** A bundle costs a walk of the table and seconds of waiting: one at a time, and it ends when the client goes. */
export function collectRoute(watch: NodeWatch, collect: CollectBundle, logger: Logger): Route {
  let isCollecting = false;
  return {
    method: "GET",
    path: "/v1/collect",
    gives: "a bundle of the node, as ullage collect writes it",
    parameters: ["window", "redact"],
    deadlineSeconds: 300,
    answer({ query }) {
      const windowSeconds = numberIn(query, "window", { from: 0, to: longestWindowSeconds, isWhole: false, otherwise: 5 });
      const redact = choiceIn(query, "redact", ["false", "true"], "false") === "true";
      const { node, atMs } = watch.status();
      // A redacted one does not have the node's name outside either.
      const name = bundleName(redact ? "redacted" : node, atMs);
      return {
        kind: "stream",
        headers: { "content-type": "application/gzip", "content-disposition": `attachment; filename="${name}"` },
        async send(output, signal) {
          if (isCollecting) throw new ApiError("collect-busy", "a bundle is being collected for somebody else", { retryAfterSeconds: 30 });
          isCollecting = true;
          try {
            await collect(output, { windowSeconds, redact }, signal);
          } catch (error) {
            if (signal.aborted) throw error;
            logger.error("a bundle could not be collected", { stack: error instanceof Error ? error.stack : String(error) });
            throw new ApiError("collect-failed", errorText(error));
          } finally {
            isCollecting = false;
          }
        },
      };
    },
  };
}

const longestWindowSeconds = 60;
