import type { KernelLogRecord } from "../../model/kernel-log-record.ts";
import { kernelMessageEvent } from "./kernel-message-event.ts";
import type { LogLine } from "./log-line.ts";
import { quotedMessage } from "./quoted-message.ts";

/** The record of a line that the kernel wrote and that concerns us; undefined for every other. */
export function kernelLogRecordOf(line: LogLine, bootedAtMs: number | undefined): KernelLogRecord | undefined {
  if (!line.isFromKernel) return undefined;
  const event = kernelMessageEvent(line.message, line.level);
  if (event === undefined) return undefined;
  const atMs = wallTimeOf(line, bootedAtMs);
  return {
    ...(atMs === undefined ? {} : { atMs }),
    ...(line.bootSeconds === undefined ? {} : { bootSeconds: line.bootSeconds }),
    event,
    message: quotedMessage(line.message),
  };
}

/** The carrier's own wall time where it has one; else the time since boot, laid on the time of boot. */
export function wallTimeOf(line: Pick<LogLine, "atMs" | "bootSeconds">, bootedAtMs: number | undefined): number | undefined {
  if (line.atMs !== undefined) return line.atMs;
  return line.bootSeconds === undefined || bootedAtMs === undefined ? undefined : Math.round(bootedAtMs + line.bootSeconds * 1000);
}
