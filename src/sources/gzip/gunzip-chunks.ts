import { constants, crc32, createInflateRaw } from "node:zlib";
import { ByteFeed } from "./byte-feed.ts";
import { feedDecompressor, isDamagedStream } from "./feed-decompressor.ts";

/** What is wrong: its end is missing, its content is not what was packed, or something that is no gzip stands behind all that was. */
export type GzipDamage = "cut" | "damaged" | "followed";

export type OnDamage = (what: string, kind: GzipDamage) => void;

/** Throws where it has had enough. */
export interface UnpackingMeter {
  countGzipMember(): void;
  /** `packedBytes` is how much of the packed file has been read for all that was unpacked so far. */
  countBytes(bytes: number, packedBytes: number): void;
}

/**
 * The unpacked bytes of all members of a gzip file (RFC 1952 2.2). Node's own gunzip takes whatever stands behind the last one for another member, and its error throws
 * up to 256 KiB away that were whole: all there is of a small file. Here every member ends where its own stream does.
 */
export async function* gunzipChunks(
  packed: AsyncIterable<Uint8Array>,
  meter: UnpackingMeter,
  damage: OnDamage,
): AsyncGenerator<Uint8Array> {
  const feed = new ByteFeed(packed);
  try {
    for (let isFirst = true; await isAtMember(feed, isFirst, damage); isFirst = false) {
      meter.countGzipMember();
      if (!(yield* unpackMember(feed, meter, damage))) return;
    }
  } finally {
    await feed.close();
  }
}

const cut = "the compressed file is cut short; what could be unpacked was read";

/** Tapes and `dd` pad with zeros; what else stands there is not gzip's. */
async function isAtMember(feed: ByteFeed, isFirst: boolean, damage: OnDamage): Promise<boolean> {
  const from = feed.position;
  const start = await feed.take(magic.length);
  feed.giveBack(start);
  if (isFirst || magic.every((byte, at) => start[at] === byte)) return true;
  for await (const chunk of feed.stream(Number.POSITIVE_INFINITY)) {
    if (chunk.every((byte) => byte === 0)) continue;
    damage(`behind its compressed content, from byte ${from} on, stands something that is no gzip; it was passed over`, "followed");
    return false;
  }
  return false;
}

/** Magic number and the only method there is. */
const magic = [0x1f, 0x8b, 8];

/** Tells whether it was whole. */
async function* unpackMember(feed: ByteFeed, meter: UnpackingMeter, damage: OnDamage): AsyncGenerator<Uint8Array, boolean> {
  const broken = (what: string) => {
    damage(`the compressed file is damaged (${what}); what came before was read`, "damaged");
    return false;
  };
  const header = await skipHeader(feed);
  if (header === "cut") damage(cut, "cut");
  if (header === "wrong") return broken("incorrect header");
  if (header !== "whole") return false;
  const start = feed.position;
  // A flush instead of an end: one that ends too early would make zlib throw its last bytes away with the error.
  const inflate = createInflateRaw({ chunkSize: 262_144, finishFlush: constants.Z_SYNC_FLUSH });
  let last: Uint8Array = new Uint8Array(0);
  const leftOver = () => feed.position - start - inflate.bytesWritten;
  const pieces = async function* () {
    for (let before = -1; before !== feed.position; ) {
      before = feed.position;
      for await (const piece of feed.stream(pieceBytes)) {
        last = piece;
        yield piece;
        // What it leaves of a piece stands behind its end.
        if (leftOver() > 0) return;
      }
    }
  };
  const feeding = feedDecompressor(inflate, pieces());
  let crc = 0;
  let length = 0;
  try {
    for await (const chunk of inflate) {
      const bytes = chunk as Uint8Array; // a stream without encoding yields bytes
      crc = crc32(bytes, crc);
      length = (length + bytes.length) % 2 ** 32;
      meter.countBytes(bytes.length, start + inflate.bytesWritten);
      yield bytes;
    }
  } catch (error) {
    if (!isDamagedStream(error)) throw error;
    return broken(error.message);
  } finally {
    inflate.destroy();
    await feeding;
  }
  feed.giveBack(last.subarray(last.length - leftOver()));
  const trailer = await feed.take(8);
  if (trailer.length < 8) {
    damage(cut, "cut");
    return false;
  }
  const said = new DataView(trailer.buffer, trailer.byteOffset, 8);
  if (said.getUint32(0, true) !== crc) return broken("incorrect data check");
  return said.getUint32(4, true) === length || broken("incorrect length check");
}

/** What a member leaves of its last piece is given to zlib again for the next one: files of bgzip have a member for some 20 kB. */
const pieceBytes = 65_536;

/** RFC 1952 2.3: flags tell which fields follow the first ten bytes. */
async function skipHeader(feed: ByteFeed): Promise<"whole" | "cut" | "wrong"> {
  const fixed = await feed.take(10);
  if (fixed.length < 10) return "cut";
  const flags = fixed[3] ?? 0;
  if (magic.some((byte, at) => fixed[at] !== byte) || (flags & flag.reserved) !== 0) return "wrong";
  if ((flags & flag.extra) !== 0) {
    const [low = 0, high = 0] = await feed.take(2);
    await feed.skip(low + high * 256);
  }
  for (const text of [flag.name, flag.comment]) if ((flags & text) !== 0 && !(await skipText(feed))) return "wrong";
  if ((flags & flag.headerCrc) !== 0) await feed.skip(2);
  return "whole";
}

const flag = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;

/** Ends with a zero, and no name or comment is nearly as long as this bound. */
async function skipText(feed: ByteFeed): Promise<boolean> {
  for (let length = 0; length < 65_536; length++) {
    const [byte = 0] = await feed.take(1);
    if (byte === 0) return true;
  }
  return false;
}
