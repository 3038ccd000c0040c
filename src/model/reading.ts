/**
 * What is known about one part of a node, and how it is known. Something that could not be read is never a zero:
 * it is absent (this kernel or node does not have it), forbidden (it exists, we may not look) or failed (it broke while being read).
 */
export type Reading<T> = Present<T> | Missing;

export interface Present<T> {
  readonly status: "present";
  readonly value: T;
  /** Where the value came from, as an operator would name it: a path, a netlink request, a file of a bundle. */
  readonly source: string;
  readonly takenAtMs: number;
  /** What was read only partly or doubtfully, in words for a person. */
  readonly remarks?: readonly string[];
}

export interface Missing {
  readonly status: "absent" | "forbidden" | "failed";
  /** What happened and what would help, in words for a person. */
  readonly reason: string;
  readonly source: string;
  readonly takenAtMs: number;
}

export function isPresent<T>(reading: Reading<T> | undefined): reading is Present<T> {
  return reading?.status === "present";
}

export function presentValue<T>(reading: Reading<T> | undefined): T | undefined {
  return isPresent(reading) ? reading.value : undefined;
}
