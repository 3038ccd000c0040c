import { PartMissing } from "../../collectors/collector.ts";
import { errnoOf } from "../../platform/errno.ts";
import { InputError } from "../../platform/input-error.ts";
import { SourceAbsent } from "../../sources/source-absent.ts";

/** What keeps the live table from being read, as an error of input; undefined for anything else. */
export function liveTableError(error: unknown): InputError | undefined {
  const place = "the kernel's table";
  const by = { cause: error };
  if (error instanceof SourceAbsent || error instanceof PartMissing) return new InputError("table-absent", place, error.message, by);
  const code = errnoOf(error);
  if (code === undefined || !(error instanceof Error)) return undefined;
  if (code === "EPERM" || code === "EACCES")
    return new InputError("table-forbidden", place, "ctnetlink answers with CAP_NET_ADMIN only", by);
  return new InputError("table-unreadable", place, error.message, by);
}
