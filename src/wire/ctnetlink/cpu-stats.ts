import type { Counters } from "../../model/node-snapshot.ts";
import type { ByteOrder } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { WireError } from "../bytes/wire-error.ts";
import { AttributeCursor } from "../netlink/attribute-cursor.ts";
import { AttributeWriter } from "../netlink/attribute-writer.ts";
import { decodeNfnetlinkHeader, encodeNfnetlinkHeader, nfnetlinkHeaderLength } from "../nfnetlink/header.ts";
import { ctattrStatsCpu } from "./constants.ts";

/** The counters of one CPU (IPCTNL_MSG_CT_GET_STATS_CPU). Each is an unsigned 32-bit number that wraps. */
export interface CpuStats {
  readonly cpu: number;
  readonly counters: Counters;
  readonly unknownAttributes: number;
}

/**
 * Payload of the answer's messages, one a possible CPU. Linux 6.18 sends found, invalid, insert, insertFailed, drop, earlyDrop, icmpError, searchRestart,
 * clashResolve and chainTooLong; older kernels also searched, new, ignore, delete and deleteList. What a kernel does not send is not in the record.
 */
export function decodeCpuStats(bytes: Uint8Array, start = 0, end = bytes.length, order: ByteOrder = "little"): CpuStats {
  const { resourceId } = decodeNfnetlinkHeader(bytes, start, end);
  const cursor = new AttributeCursor(bytes, start + nfnetlinkHeaderLength, end, order, { unknown: 0 }, start);
  const counters: Record<string, number> = {};
  while (cursor.next()) {
    const name = nameByType.get(cursor.type);
    if (name === undefined) cursor.skipUnknown();
    else counters[name] = cursor.uint32(name);
  }
  return { cpu: resourceId, counters, unknownAttributes: cursor.tally.unknown };
}

export function encodeCpuStats({ cpu, counters }: CpuStats, order: ByteOrder = "little"): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.append(encodeNfnetlinkHeader({ family: 0, version: 0, resourceId: cpu }));
  const attributes = new AttributeWriter(order, writer);
  for (const [name, value] of Object.entries(counters)) {
    const type = typeByName.get(name);
    if (type === undefined) throw new WireError("bad-value", 0, `no CTA_STATS_* is called ${name}`);
    attributes.uint32(type, value);
  }
  return attributes.finish();
}

/** The same names as the columns of /proc/net/stat/nf_conntrack in camelCase: there CTA_STATS_ERROR is headed `icmp_error`. */
const typeByName: ReadonlyMap<string, number> = new Map(
  Object.entries({
    searched: ctattrStatsCpu.CTA_STATS_SEARCHED,
    found: ctattrStatsCpu.CTA_STATS_FOUND,
    new: ctattrStatsCpu.CTA_STATS_NEW,
    invalid: ctattrStatsCpu.CTA_STATS_INVALID,
    ignore: ctattrStatsCpu.CTA_STATS_IGNORE,
    delete: ctattrStatsCpu.CTA_STATS_DELETE,
    deleteList: ctattrStatsCpu.CTA_STATS_DELETE_LIST,
    insert: ctattrStatsCpu.CTA_STATS_INSERT,
    insertFailed: ctattrStatsCpu.CTA_STATS_INSERT_FAILED,
    drop: ctattrStatsCpu.CTA_STATS_DROP,
    earlyDrop: ctattrStatsCpu.CTA_STATS_EARLY_DROP,
    icmpError: ctattrStatsCpu.CTA_STATS_ERROR,
    searchRestart: ctattrStatsCpu.CTA_STATS_SEARCH_RESTART,
    clashResolve: ctattrStatsCpu.CTA_STATS_CLASH_RESOLVE,
    chainTooLong: ctattrStatsCpu.CTA_STATS_CHAIN_TOOLONG,
  }),
);

const nameByType: ReadonlyMap<number, string> = new Map([...typeByName].map(([name, type]) => [type, name]));
