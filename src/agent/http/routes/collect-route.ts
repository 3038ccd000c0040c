import type { Writable } from "node:stream";
import { isoTime } from "../../../model/iso-time.ts";
import type { Logger } from "../../../platform/logger.ts";
import { harmlessText } from "../../../report/harmless-text.ts";
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

/** A bundle costs two walks of the table and the time between: one at a time, and it ends when the client goes. */
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
      return {
        kind: "stream",
        headers: { "content-type": "application/gzip", "content-disposition": `attachment; filename="${fileName(node, atMs, redact)}"` },
        async send(output, signal) {
          if (isCollecting) throw new ApiError("collect-busy", "a bundle is being collected for somebody else", { retryAfterSeconds: 30 });
          isCollecting = true;
          try {
            await collect(output, { windowSeconds, redact }, signal);
          } catch (error) {
            if (signal.aborted) throw error;
            logger.error("a bundle could not be collected", { stack: error instanceof Error ? error.stack : String(error) });
            throw new ApiError("collect-failed", error instanceof Error ? error.message : String(error));
          } finally {
            isCollecting = false;
          }
        },
      };
    },
  };
}

const longestWindowSeconds = 60;

/** As `ullage collect` calls it; a redacted one does not have the node's name outside either. */
function fileName(node: string, atMs: number, redact: boolean): string {
  const time = isoTime(atMs).replace(/[-:]|\.\d+/g, "");
  const name = redact
    ? "redacted"
    : harmlessText(node)
        .replace(/[^A-Za-z0-9._-]/g, "_")
        .slice(0, 100);
  return `ullage-${name}-${time}.tar.gz`;
}
