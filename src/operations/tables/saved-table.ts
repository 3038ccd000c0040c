import { stat } from "node:fs/promises";
import { type ConntrackTimeouts, kernelDefaultTimeouts } from "../../model/conntrack-timeouts.ts";
import { inputErrorFromErrno } from "../../platform/input-error.ts";
import { countText } from "../../report/figures.ts";
import { readTextTable } from "../../sources/text-table.ts";
import type { TableToWalk } from "./table-to-walk.ts";

/** What nobody changes is taken as the kernel has it; ESTABLISHED, which kube-proxy changes, is for the table itself to tell. */
const { tcpEstablished: _, ...defaultTimeouts } = kernelDefaultTimeouts;
export const untoldTimeouts: ConntrackTimeouts = defaultTimeouts;

/** The output of `conntrack -L` in any form, or /proc/net/nf_conntrack, plain or gzip; `-` is standard input. */
export async function savedTableToWalk(path: string, nowMs: number): Promise<TableToWalk> {
  const name = path === "-" ? "standard input" : path;
  const asInputError = (error: unknown) => inputErrorFromErrno(error, name) ?? error;
  // Which owner an address had is asked at the table's own time, and nothing in a text tells it better.
  const takenAtMs = path === "-" ? nowMs : await writtenAtMs(path).catch((error) => Promise.reject(asInputError(error)));
  return {
    takenAtMs,
    timeouts: untoldTimeouts,
    areTimeoutsTold: false,
    async walk({ take }, { signal, onProgress }) {
      try {
        const outcome = await readTextTable(path, {
          onBatch: take,
          onProgress: (done, total) => onProgress?.(done, total, `${countText(done / 1_000_000)} MB`),
          signal,
        });
        const { format, lines, malformedCount, malformed, damage, wasInterrupted, entries } = outcome;
        return {
          source: `${name} (${format})`,
          ...(wasInterrupted ? { capped: { by: "interrupted", because: `interrupted after ${countText(lines)} lines` } } : {}),
          malformed: malformedCount,
          remarks: [
            ...(damage === undefined ? [] : [damage]),
            ...(entries === 0 && malformedCount === 0 ? ["the text holds no entry"] : []),
            ...malformedRemark(malformedCount, malformed),
          ],
        };
      } catch (error) {
        throw asInputError(error);
      }
    },
    close: async () => {},
  };
}

export function malformedRemark(
  count: number,
  [first]: readonly { readonly at: number; readonly because: string; readonly excerpt: string }[],
): readonly string[] {
  if (count === 0 || first === undefined) return [];
  const what = count === 1 ? "one line could" : `${countText(count)} lines could`;
  return [`${what} not be understood: ${first.at}: ${first.because}: ${first.excerpt}`];
}

async function writtenAtMs(path: string): Promise<number> {
  return Math.round((await stat(path)).mtimeMs);
}
