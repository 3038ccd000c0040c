import type { NodeSnapshot, SnapshotParts } from "../../model/node-snapshot.ts";
import { presentOr } from "./part-draft.ts";

/** A saved snapshot with what only the raw files beside it have. */
export function fillSnapshot(snapshot: NodeSnapshot, parts: SnapshotParts): NodeSnapshot {
  const names = Object.keys(parts) as (keyof SnapshotParts)[]; // the record was made of the parts' names alone
  const filled = names.map((name) => {
    const fromFiles = parts[name];
    return [name, fromFiles === undefined ? snapshot.parts[name] : presentOr<unknown>(snapshot.parts[name], fromFiles)] as const;
  });
  // Each name keeps the reading of its own part, which the pairs do not show.
  return { ...snapshot, parts: { ...snapshot.parts, ...Object.fromEntries(filled) } as SnapshotParts };
}
