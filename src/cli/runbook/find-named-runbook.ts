import { InputError } from "../../platform/input-error.ts";
import { findRunbook } from "../../runbooks/find-runbook.ts";
import { nearRunbooks } from "../../runbooks/near-runbooks.ts";
import type { Runbook } from "../../runbooks/runbook.ts";

/** Throws InputError `runbook-unknown` with the names that are near. */
export function findNamedRunbook(runbooks: readonly Runbook[], id: string): Runbook {
  const found = findRunbook(runbooks, id);
  if (found !== undefined) return found;
  const near = nearRunbooks(runbooks, id).map(({ name }) => name);
  const hint = near.length === 0 ? "" : `; near it are ${near.join(", ")}`;
  throw new InputError("runbook-unknown", id, `no runbook is called so${hint}`);
}
