import type { ByteOrder } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { AttributeCursor } from "../netlink/attribute-cursor.ts";
import { AttributeWriter } from "../netlink/attribute-writer.ts";
import { encodeNfnetlinkHeader, nfnetlinkHeaderLength } from "../nfnetlink/header.ts";
import { ctattrStatsGlobal } from "./constants.ts";

/** IPCTNL_MSG_CT_GET_STATS: the table of the asking socket's network namespace. */
export interface GlobalStats {
  readonly entries: number;
  /** `nf_conntrack_max`, one number for all namespaces; older kernels do not send it. 0 means unlimited. */
  readonly maxEntries?: number;
  readonly unknownAttributes: number;
}

export function decodeGlobalStats(bytes: Uint8Array, start = 0, end = bytes.length, order: ByteOrder = "little"): GlobalStats {
  const cursor = new AttributeCursor(bytes, Math.min(start + nfnetlinkHeaderLength, end), end, order, { unknown: 0 }, start);
  let entries: number | undefined;
  let maxEntries: number | undefined;
  while (cursor.next()) {
    switch (cursor.type) {
      case ctattrStatsGlobal.CTA_STATS_GLOBAL_ENTRIES:
        entries = cursor.uint32("CTA_STATS_GLOBAL_ENTRIES");
        break;
      case ctattrStatsGlobal.CTA_STATS_GLOBAL_MAX_ENTRIES:
        maxEntries = cursor.uint32("CTA_STATS_GLOBAL_MAX_ENTRIES");
        break;
      default:
        cursor.skipUnknown();
    }
  }
  if (entries === undefined) throw cursor.missing("CTA_STATS_GLOBAL_ENTRIES");
  return { entries, ...(maxEntries === undefined ? {} : { maxEntries }), unknownAttributes: cursor.tally.unknown };
}

export function encodeGlobalStats({ entries, maxEntries }: GlobalStats, order: ByteOrder = "little"): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.append(encodeNfnetlinkHeader({ family: 0, version: 0, resourceId: 0 }));
  const attributes = new AttributeWriter(order, writer);
  attributes.uint32(ctattrStatsGlobal.CTA_STATS_GLOBAL_ENTRIES, entries);
  if (maxEntries !== undefined) attributes.uint32(ctattrStatsGlobal.CTA_STATS_GLOBAL_MAX_ENTRIES, maxEntries);
  return attributes.finish();
}
