import { isoTextTime } from "./iso-text-time.ts";
import type { LogLine } from "./log-line.ts";

/** One line of Docker's json-file driver, `{"log":"…\n","stream":"stderr","time":"…Z"}`; undefined for any other object. */
export function dockerJsonLine(fields: Readonly<Record<string, unknown>>): LogLine | undefined {
  const { log, stream, time } = fields;
  if (typeof log !== "string" || typeof stream !== "string") return undefined;
  const atMs = typeof time === "string" ? isoTextTime(time)?.atMs : undefined;
  return { isFromKernel: false, message: log.replace(/\r?\n$/, ""), ...(atMs === undefined ? {} : { atMs }) };
}
