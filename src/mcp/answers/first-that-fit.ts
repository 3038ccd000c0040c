import { bytesOfJson } from "./answer-bytes.ts";

/** As many as have room, of which some are given in any case. */
export function firstThatFit<T>(items: readonly T[], mostBytes: number, atLeast = 0): readonly T[] {
  let left = mostBytes;
  const end = items.findIndex((item, place) => {
    // The comma.
    left -= bytesOfJson(item) + 1;
    return left < 0 && place >= atLeast;
  });
  return end < 0 ? items : items.slice(0, end);
}
