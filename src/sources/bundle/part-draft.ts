import type { Missing, Present, Reading } from "../../model/reading.ts";

/** A part of a snapshot as a bundle gives it; the time is the bundle's own. */
export interface PartDrafts {
  present<T>(value: T, paths: readonly string[], remarks?: readonly string[]): Present<T>;
  /** `wanted` names the files that would have had it. */
  missing(wanted: string, because?: string): Missing;
}

export function partDrafts(takenAtMs: number): PartDrafts {
  return {
    present: (value, paths, remarks = []) => ({
      status: "present",
      value,
      source: [...new Set(paths)].join(", "),
      takenAtMs,
      ...(remarks.length === 0 ? {} : { remarks }),
    }),
    missing: (wanted, because = `the bundle has no ${wanted}`) => ({ status: "absent", reason: because, source: wanted, takenAtMs }),
  };
}

/** Fills what one snapshot lacks from another: a raw file beside a snapshot may have what could not be read when it was taken. */
export function presentOr<T>(first: Reading<T> | undefined, second: Reading<T>): Reading<T> {
  if (first === undefined) return second;
  return first.status === "present" || second.status !== "present" ? first : second;
}
