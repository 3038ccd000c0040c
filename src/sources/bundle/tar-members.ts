import { ByteFeed } from "../gzip/byte-feed.ts";
import type { BundleMeter } from "./bundle-limits.ts";
import type { BundleMember } from "./bundle-member.ts";
import { safeMemberPath, shownPath } from "./member-path.ts";
import { decodePaxRecords, decodeTarHeader, isZeroBlock, type TarHeader, tarBlock, textField } from "./tar-header.ts";
import { type WalkRemarks, whyPassedOver } from "./walk-remarks.ts";

/** The ordinary files of a tar, as its bytes go by. Ends where the archive is cut or damaged, with a remark. */
export async function* tarMembers(
  chunks: AsyncIterable<Uint8Array>,
  meter: BundleMeter,
  remarks: WalkRemarks,
): AsyncGenerator<BundleMember> {
  const feed = new ByteFeed(chunks);
  const seen = new Set<string>();
  let over: Overrides = {};
  try {
    for (;;) {
      const block = await feed.take(tarBlock);
      if (block.length === tarBlock && isZeroBlock(block)) {
        await remarkOnWhatFollows(feed, remarks);
        return;
      }
      const header = decodeTarHeader(block);
      if (header === undefined) {
        remarks.add(cutRemark(feed.position, block.length));
        return;
      }
      const next = feed.position + Math.ceil((over.size ?? header.size) / tarBlock) * tarBlock;
      if (isAboutTheNext(header)) {
        over = { ...over, ...(await readOverrides(feed, header)) };
      } else {
        meter.countFile();
        const member = memberOf(header, over, feed, seen, remarks);
        over = {};
        if (member !== undefined) yield member;
      }
      await feed.skip(next - feed.position);
      if (feed.position < next) {
        // The last file's padding may be missing where somebody concatenated; its bytes are what matters, and those the member itself counts.
        remarks.add(cutRemark(feed.position, 1));
        return;
      }
    }
  } finally {
    await feed.close();
  }
}

/** Zeros up to a full record of 10 KiB are tar's own. Reading on to the end also lets whoever unpacks say what stands behind its content. */
async function remarkOnWhatFollows(feed: ByteFeed, remarks: WalkRemarks): Promise<void> {
  let at = feed.position;
  let firstAt: number | undefined;
  for await (const chunk of feed.stream(Number.POSITIVE_INFINITY)) {
    if (firstAt === undefined && !chunk.every((byte) => byte === 0)) firstAt = at + chunk.findIndex((byte) => byte !== 0);
    at += chunk.length;
  }
  if (firstAt !== undefined)
    remarks.add(`behind the end mark of the archive, at byte ${firstAt}, stands something more; it was passed over, as tar does`);
}

/** What the records before a header say better than the header. */
interface Overrides {
  readonly name?: string;
  readonly size?: number;
  readonly modifiedAtMs?: number;
  readonly isSparse?: boolean;
}

function isAboutTheNext({ type }: TarHeader): boolean {
  return type === "x" || type === "g" || type === "L" || type === "K";
}

async function readOverrides(feed: ByteFeed, { type, size }: TarHeader): Promise<Overrides> {
  const bytes = await feed.take(Math.min(size, longestRecords));
  if (type === "L") return { name: textField(bytes, 0, bytes.length) };
  if (type !== "x") return {}; // a long name of a link's target; or global records, which name no file
  const records = decodePaxRecords(bytes);
  const name = records.get("GNU.sparse.name") ?? records.get("path");
  const saidSize = records.get("size");
  const seconds = Number(records.get("mtime") ?? Number.NaN);
  return {
    ...(name === undefined ? {} : { name }),
    ...(saidSize !== undefined && /^\d{1,15}$/.test(saidSize) ? { size: Number(saidSize) } : {}),
    ...(Number.isFinite(seconds) ? { modifiedAtMs: Math.round(seconds * 1000) } : {}),
    ...([...records.keys()].some((key) => key.startsWith("GNU.sparse")) ? { isSparse: true } : {}),
  };
}

const longestRecords = 1 << 20;

function memberOf(header: TarHeader, over: Overrides, feed: ByteFeed, seen: Set<string>, remarks: WalkRemarks): BundleMember | undefined {
  const name = over.name ?? header.name;
  const bytes = over.size ?? header.size;
  if (header.type === "5" || name.endsWith("/")) return undefined;
  const passOver = (because: string) => remarks.passOver(because, shownPath(name));
  const path = safeMemberPath(name);
  if (path === undefined) return void passOver(whyPassedOver.outside);
  if (header.type === "1" || header.type === "2") return void passOver(whyPassedOver.link);
  if (header.type === "S" || over.isSparse) return void passOver(whyPassedOver.sparse);
  if (header.type !== "0" && header.type !== "7") return void passOver(whyPassedOver.special);
  if (seen.has(path)) return void passOver(whyPassedOver.repeated);
  seen.add(path);
  return { path, bytes, modifiedAtMs: over.modifiedAtMs ?? header.modifiedAtMs, chunks: () => feed.stream(bytes) };
}

function cutRemark(position: number, readOfBlock: number): string {
  return readOfBlock === 0
    ? `the archive ends without its end mark, at byte ${position}: it may be cut short, and what came before was used`
    : `the archive is cut short or damaged at byte ${position}; what came before was used`;
}
