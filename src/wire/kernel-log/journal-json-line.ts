import type { LogLine } from "./log-line.ts";

/** One line of `journalctl -o json`, whose messages are a list of bytes where they are no text; undefined for any other object. */
export function journalJsonLine(fields: Readonly<Record<string, unknown>>): LogLine | undefined {
  const message = messageOf(fields["MESSAGE"]);
  if (message === undefined) return undefined;
  const wallMicroseconds = Number(fields["__REALTIME_TIMESTAMP"] ?? Number.NaN);
  const bootMicroseconds = Number(fields["_SOURCE_MONOTONIC_TIMESTAMP"] ?? Number.NaN);
  const level = Number(fields["PRIORITY"] ?? Number.NaN);
  return {
    // A program's record in /dev/kmsg has the kernel's transport too, with a facility of its own.
    isFromKernel: fields["_TRANSPORT"] === "kernel" && (fields["SYSLOG_FACILITY"] ?? "0") === "0",
    message,
    ...(Number.isInteger(level) ? { level } : {}),
    ...(Number.isFinite(wallMicroseconds) ? { atMs: Math.floor(wallMicroseconds / 1000) } : {}),
    ...(Number.isFinite(bootMicroseconds) ? { bootSeconds: bootMicroseconds / 1e6 } : {}),
  };
}

function messageOf(message: unknown): string | undefined {
  if (typeof message === "string") return message;
  if (!Array.isArray(message) || !message.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)) return undefined;
  return new TextDecoder().decode(Uint8Array.from(message));
}
