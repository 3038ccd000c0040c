import { InputError } from "../platform/input-error.ts";
import { SystemCallError } from "../sources/libc.ts";
import { SourceAbsent } from "../sources/source-absent.ts";

/** What keeps the kernel's events from being listened to, as an error of input; undefined for anything else. */
export function eventsError(error: unknown): InputError | undefined {
  const place = "the kernel's events";
  if (error instanceof SourceAbsent) return new InputError("events-absent", place, error.message, { cause: error });
  if (error instanceof SystemCallError && (error.code === "EPERM" || error.code === "EACCES"))
    return new InputError("events-forbidden", place, "they are told with CAP_NET_ADMIN only", { cause: error });
  return undefined;
}
