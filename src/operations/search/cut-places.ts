import type { SearchSegment } from "../../sources/search/search-job.ts";
import type { TextPlace } from "../bundle-shelf/bundle-shelf.ts";

/** A range of one of the files that are searched. */
export interface PlacedSegment extends SearchSegment {
  /** Which of the places. */
  readonly place: number;
}

/** Parts of about so many bytes, in the order of the files: a large file is several of them, small files are one together. */
export function cutPlaces(places: readonly TextPlace[], partBytes: number): readonly (readonly PlacedSegment[])[] {
  const parts: PlacedSegment[][] = [];
  let part: PlacedSegment[] = [];
  let room = partBytes;
  for (const [place, { diskPath, start, bytes }] of places.entries()) {
    for (let from = 0; from < bytes; ) {
      const to = Math.min(bytes, from + room);
      part.push({ place, diskPath, start, bytes, from, to });
      room -= to - from;
      from = to;
      if (room > 0) continue;
      parts.push(part);
      part = [];
      room = partBytes;
    }
  }
  return part.length === 0 ? parts : [...parts, part];
}
