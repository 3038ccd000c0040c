import type { KeptFile } from "../../contract/kept-index.ts";
import { InputError, inputErrorFromErrno } from "../../platform/input-error.ts";
import { RecentlyUsed } from "../../platform/recently-used.ts";
import { SharedWorks } from "../../platform/shared-works.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import type { BundleText, TextPlace } from "./bundle-shelf.ts";
import type { FilePlaces } from "./file-places.ts";
import { bytesOfLines, findLineOffsets, type LineOffsets, nearestOffset } from "./line-offsets.ts";

/** The files of one bundle as text, wherever they lie. */
export class PlacedText implements BundleText {
  readonly places: readonly TextPlace[];
  readonly remarks: readonly string[];
  readonly #files: ReadonlyMap<string, KeptFile>;
  readonly #from: FilePlaces;
  readonly #counting = new SharedWorks<LineOffsets>();
  readonly #counted = new RecentlyUsed<string, LineOffsets>(mostCounted);

  constructor(files: readonly KeptFile[], from: FilePlaces, remarks: readonly string[]) {
    this.#files = new Map(files.map((file) => [file.path, file]));
    this.#from = from;
    this.remarks = remarks;
    this.places = files.flatMap((file) => {
      const place = file.isBinary ? undefined : from.placeOf(file);
      return place === undefined ? [] : [{ path: file.path, ...place }];
    });
  }

  async readBytes(path: string, start: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
    const file = this.#file(path);
    const bytes = new Uint8Array(Math.max(0, Math.min(length, file.bytes - start)));
    let filled = 0;
    if (bytes.length === 0) return bytes;
    await this.#reading(path, async () => {
      for await (const chunk of this.#from.chunks(file, start, bytes.length)) {
        signal.throwIfAborted();
        const part = chunk.subarray(0, bytes.length - filled);
        bytes.set(part, filled);
        filled += part.length;
        if (filled === bytes.length) break;
      }
    });
    return bytes.subarray(0, filled);
  }

  async offsetOfLine(path: string, line: number, signal: AbortSignal): Promise<number | undefined> {
    const file = this.#file(path);
    const nearest = nearestOffset(await this.#offsetsOf(file, signal), line);
    if (nearest === undefined) return undefined;
    const { offset } = nearest;
    return (
      offset + (await this.#reading(path, () => bytesOfLines(this.#from.chunks(file, offset, file.bytes - offset), line - nearest.line)))
    );
  }

  async #offsetsOf(file: KeptFile, signal: AbortSignal): Promise<LineOffsets> {
    const known = this.#counted.get(file.path);
    if (known !== undefined) return known;
    const offsets = await this.#counting.run(file.path, { signal }, (call) =>
      this.#reading(file.path, () => findLineOffsets(this.#from.chunks(file, 0, file.bytes), call.signal)),
    );
    this.#counted.set(file.path, offsets);
    return offsets;
  }

  #file(path: string): KeptFile {
    const file = this.#files.get(path);
    if (file === undefined) throw new ToolFailure("file-unknown", `the bundle has no file ${path}`);
    return file;
  }

  /** A file may be gone since its bundle was read, or have become a link. */
  async #reading<T>(path: string, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      const cause = error instanceof InputError ? error : inputErrorFromErrno(error, path);
      if (cause === undefined) throw error;
      throw new ToolFailure("file-unknown", `${path} can no longer be read: ${cause.code}`, { cause });
    }
  }
}

/** Files of one bundle; each takes half a megabyte at most. */
const mostCounted = 16;
