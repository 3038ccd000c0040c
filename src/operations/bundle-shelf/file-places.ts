import { readlinkSync, realpathSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { KeptFile } from "../../contract/kept-index.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { defaultBundleLimits } from "../../sources/bundle/bundle-limits.ts";
import { fileRange, openOrdinaryFile } from "../../sources/bundle/file-chunks.ts";
import { openContainer } from "../../sources/bundle/open-container.ts";
import type { TextPlace } from "./bundle-shelf.ts";

/** Where the bytes of a bundle's files can be had. */
export interface FilePlaces {
  /** A chunk may be overwritten by the next. */
  chunks(file: KeptFile, start: number, length: number): AsyncGenerator<Uint8Array>;
  /** Undefined where they lie in no ordinary file. */
  placeOf(file: KeptFile): Omit<TextPlace, "path"> | undefined;
}

/** In the bundle's own folder, or as the single file that it is. */
export function placesInFolder(root: string): FilePlaces {
  const diskPathOf = ({ path, disk = path }: KeptFile) => (disk === "" ? root : join(root, disk));
  return {
    async *chunks(file, start, length) {
      const opened = await openOrdinaryFile(diskPathOf(file), { followLink: file.disk === "" });
      try {
        if (file.disk !== "") requireWithin(root, opened, file.path);
        yield* fileRange(opened, start, length);
      } finally {
        await opened.close();
      }
    },
    placeOf: (file) => ({ diskPath: diskPathOf(file), start: 0, bytes: file.bytes }),
  };
}

/** In the file of all texts; it may have been removed to make room, and `again` makes it anew. */
export function placesInTexts(textPath: string, again: () => Promise<string>): FilePlaces {
  return {
    async *chunks({ start: from = 0, bytes }, start, length) {
      const opened = await openOrdinaryFile(textPath, { followLink: false }).catch(async () =>
        openOrdinaryFile(await again(), { followLink: false }),
      );
      try {
        yield* fileRange(opened, from + start, Math.max(0, Math.min(length, bytes - start)));
      } finally {
        await opened.close();
      }
    },
    placeOf: ({ start = 0, bytes }) => ({ diskPath: textPath, start, bytes }),
  };
}

/** In the archive itself, which is walked up to the file for every reading: slow, and all that is left where nothing can be written. */
export function placesInArchive(archive: string): FilePlaces {
  return {
    async *chunks({ path }, start, length) {
      const container = await openContainer(archive, defaultBundleLimits);
      for await (const member of container.members()) {
        if (member.path !== path) continue;
        yield* rangeOf(member.chunks(), start, length);
        return;
      }
    },
    placeOf: () => undefined,
  };
}

async function* rangeOf(chunks: AsyncIterable<Uint8Array>, start: number, length: number): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const chunk of chunks) {
    const part = chunk.subarray(Math.max(0, start - at), Math.max(0, start + length - at));
    at += chunk.length;
    if (part.length > 0) yield part;
    if (at >= start + length) return;
  }
}

/** A folder on the way may have become a link since the bundle was walked. */
function requireWithin(root: string, file: FileHandle, path: string): void {
  const real = readlinkSync(`/proc/self/fd/${file.fd}`);
  if (!real.startsWith(`${realpathSync(root)}/`)) throw new ToolFailure("file-unknown", `${path} leads out of the bundle`);
}
