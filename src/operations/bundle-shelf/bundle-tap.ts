import type { FindingsBuilder } from "../../findings/building/findings-builder.ts";
import { LogScanner } from "../../findings/scanning/log-scanner.ts";
import { Breather } from "../../platform/breather.ts";
import type { BundleMember } from "../../sources/bundle/bundle-member.ts";
import { fileRange, openOrdinaryFile } from "../../sources/bundle/file-chunks.ts";
import type { FileTap, MetFile } from "../../sources/bundle/walk-bundle.ts";
import type { TextWriter } from "../../store/text-writer.ts";
import { looksBinary } from "../../wire/saved-text/looks-binary.ts";

export interface BundleTapOptions {
  readonly builder: FindingsBuilder;
  readonly collectedAtMs: number;
  readonly bootedAtMs?: number;
  /** Takes the bytes of files that do not lie on disk as they are. */
  readonly writer: TextWriter | undefined;
  readonly onBytes: (bytes: number, path: string) => void;
}

/** What was seen of a file while it went by. */
export interface TappedFile {
  readonly isBinary: boolean;
  readonly diskPath?: string;
  /** Of a file that does not lie on disk as it is: where it begins among the texts of the bundle, one behind the other. */
  readonly start?: number;
  bytes?: number;
}

/** Takes from the one walk over a bundle what its readings do not need: the lines of its logs, and the texts of a packed one. */
export class BundleTap {
  readonly files = new Map<string, TappedFile>();
  readonly #options: BundleTapOptions;
  readonly #breather = new Breather();
  #bytes = 0;
  #packedBytes = 0;

  constructor(options: BundleTapOptions) {
    this.#options = options;
  }

  readonly onFile = (file: MetFile): FileTap | undefined => {
    const { builder } = this.#options;
    // Two names may be shown alike; the first one stands for both.
    if (this.files.has(file.path)) return undefined;
    const isBinary = looksBinary(file.head);
    const isPacked = file.diskPath === undefined;
    const tapped: TappedFile = {
      isBinary,
      ...(file.diskPath === undefined ? {} : { diskPath: file.diskPath }),
      ...(isPacked ? { start: this.#packedBytes } : {}),
    };
    this.files.set(file.path, tapped);
    const because = isBinary ? "it is no text" : whyUnscanned[file.kind];
    if (because !== undefined) builder.skipped(file.path, because, { isSpokenFor: !isBinary });
    if (because !== undefined && !isPacked) return undefined;
    return this.#tap(file, tapped, because === undefined ? this.#scanner(file.path) : undefined);
  };

  /** The files of a packed bundle, from where they were written; undefined where not all of them could be. */
  async membersAgain(): Promise<AsyncGenerator<BundleMember> | undefined> {
    const { writer } = this.#options;
    if (writer === undefined) return undefined;
    const draft = await writer.flush();
    return writer.failure === undefined ? writtenMembers(draft, this.files) : undefined;
  }

  #tap(file: MetFile, tapped: TappedFile, scanner: LogScanner | undefined): FileTap {
    const { builder, onBytes } = this.#options;
    const isPacked = file.diskPath === undefined;
    const writer = isPacked ? this.#options.writer : undefined;
    let bytes = 0;
    return {
      push: (chunk) => {
        bytes += chunk.length;
        this.#bytes += chunk.length;
        if (isPacked) this.#packedBytes += chunk.length;
        onBytes(this.#bytes, file.path);
        if (scanner !== undefined) scan(scanner, chunk);
        const writing = writer?.push(chunk);
        const resting = this.#breather.rest();
        return writing === undefined ? resting : resting === undefined ? writing : Promise.all([writing, resting]).then(() => {});
      },
      finish: () => {
        tapped.bytes = bytes;
        if (scanner !== undefined) {
          scanner.finish();
          builder.scanned(bytes);
        }
        return undefined;
      },
    };
  }

  #scanner(path: string): LogScanner {
    const { builder, collectedAtMs, bootedAtMs } = this.#options;
    return new LogScanner({
      collectedAtMs,
      ...(bootedAtMs === undefined ? {} : { bootedAtMs }),
      onHit: (hit) => builder.addHit(path, hit),
    });
  }
}

/** In pieces that die young: strings from a hundred kilobytes on lie apart, and are collected late. */
function scan(scanner: LogScanner, chunk: Uint8Array): void {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  for (let at = 0; at < bytes.length; at += pieceBytes) scanner.push(bytes.toString("latin1", at, Math.min(bytes.length, at + pieceBytes)));
}

const pieceBytes = 65_536;

/** Files that are no logs, and what speaks of them instead. */
const whyUnscanned: Partial<Record<MetFile["kind"], string>> = {
  conntrack:
    "it is the table of connections or its counters: entries are counted, and not read as lines of a log; search and read work in it",
  "conntrack-xml": "it is the table of connections: entries are counted, and not read as lines of a log; search and read work in it",
  snapshot: "it holds the readings that the checks judge",
  "bundle-manifest": "it tells about the bundle and not about the node",
};

async function* writtenMembers(draft: string, files: ReadonlyMap<string, TappedFile>): AsyncGenerator<BundleMember> {
  const file = await openOrdinaryFile(draft, { followLink: false });
  try {
    for (const [path, { start, bytes }] of files) {
      if (start !== undefined && bytes !== undefined) yield { path, bytes, chunks: () => fileRange(file, start, bytes) };
    }
  } finally {
    await file.close();
  }
}
