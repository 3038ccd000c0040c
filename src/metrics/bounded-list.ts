import { labelText } from "./label-text.ts";

export interface BoundedList<T> {
  readonly kept: readonly { readonly label: string; readonly item: T }[];
  /** How many had no place. */
  readonly leftOut: number;
}

/** The first of a list by the text of their label. Two that read alike cannot both be series of one family: the later one is left out. */
export function boundedList<T>(items: readonly T[], nameOf: (item: T) => string, maximum: number, maximumLength?: number): BoundedList<T> {
  const kept = new Map<string, T>();
  for (const item of items) {
    if (kept.size === maximum) break;
    const label = labelText(nameOf(item), maximumLength);
    if (!kept.has(label)) kept.set(label, item);
  }
  return { kept: Array.from(kept, ([label, item]) => ({ label, item })), leftOut: items.length - kept.size };
}
