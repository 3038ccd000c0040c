import type { LogLine } from "./log-line.ts";

/** One line of `journalctl -o json`. What is not such an object, or was cut, is a line of nobody's. */
export function journalJsonLine(line: string): LogLine {
  const fields = parsedObject(line);
  const message = fields?.["MESSAGE"];
  if (fields === undefined || typeof message !== "string") return { isFromKernel: false, message: line };
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

function parsedObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    // JSON.parse of a text that begins with "{" is an object with string keys or throws.
    return parsed as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
