import { type ByteOrder, ByteReader } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { WireError } from "../bytes/wire-error.ts";

// The buffers of ioctl SIOCETHTOOL, `include/uapi/linux/ethtool.h`; every number is in the order of the machine. The kernel writes its answer over the
// question, which `ifr_data` of `struct ifreq` points to: on 64-bit machines 16 bytes of name (IFNAMSIZ), the pointer, and 16 bytes unused.
const ETHTOOL_GSTRINGS = 0x1b;
const ETHTOOL_GSTATS = 0x1d;
const ETHTOOL_GSSET_INFO = 0x37;
const ETH_SS_STATS = 1;
const ETH_GSTRING_LEN = 32;

/** struct ethtool_sset_info with room for one answer: how many statistics are there? */
export function encodeStatisticsCountRequest(order: ByteOrder): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter(24);
  writer.uint32(ETHTOOL_GSSET_INFO, order);
  writer.uint32(0, order);
  writer.uint64(1 << ETH_SS_STATS, order);
  writer.zeros(8);
  return writer.finish();
}

/** 0 when the driver has no statistics: the kernel then takes the set out of the mask. */
export function decodeStatisticsCount(bytes: Uint8Array, order: ByteOrder): number {
  const reader = new ByteReader(bytes);
  expectCommand(reader, ETHTOOL_GSSET_INFO, order);
  reader.skip(4, "reserved");
  const mask = reader.uint64(order, "sset_mask");
  const count = reader.uint32(order, "size of the set");
  return mask === 0 ? 0 : count;
}

/** What the kernel answers. */
export function encodeStatisticsCount(count: number, order: ByteOrder): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter(20);
  writer.uint32(ETHTOOL_GSSET_INFO, order);
  writer.uint32(0, order);
  writer.uint64(count === 0 ? 0 : 1 << ETH_SS_STATS, order);
  writer.uint32(count, order);
  return writer.finish();
}

/** struct ethtool_gstrings with room for `capacity` names of which `count` are expected. */
export function encodeNamesRequest(count: number, capacity: number, order: ByteOrder): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter(12 + capacity * ETH_GSTRING_LEN);
  writer.uint32(ETHTOOL_GSTRINGS, order);
  writer.uint32(ETH_SS_STATS, order);
  writer.uint32(count, order);
  writer.zeros(capacity * ETH_GSTRING_LEN);
  return writer.finish();
}

export function decodeNames(bytes: Uint8Array, order: ByteOrder): string[] {
  const reader = new ByteReader(bytes);
  expectCommand(reader, ETHTOOL_GSTRINGS, order);
  const set = reader.uint32(order, "string_set");
  if (set !== ETH_SS_STATS) throw new WireError("bad-value", 4, `string_set ${set} is not ETH_SS_STATS`);
  const count = reader.uint32(order, "len");
  const names: string[] = [];
  // A name that fills its field has no NUL behind it.
  for (let index = 0; index < count; index++) names.push(reader.text(ETH_GSTRING_LEN, "name").trim());
  return names;
}

/** What the kernel answers. */
export function encodeNames(names: readonly string[], order: ByteOrder): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter(12 + names.length * ETH_GSTRING_LEN);
  writer.uint32(ETHTOOL_GSTRINGS, order);
  writer.uint32(ETH_SS_STATS, order);
  writer.uint32(names.length, order);
  for (const name of names) {
    const at = writer.length;
    writer.text(name);
    const written = writer.length - at;
    if (written > ETH_GSTRING_LEN) throw new WireError("too-large", at, `"${name}" is longer than ${ETH_GSTRING_LEN} bytes`);
    writer.zeros(ETH_GSTRING_LEN - written);
  }
  return writer.finish();
}

/** struct ethtool_stats with room for `capacity` values of which `count` are expected. */
export function encodeValuesRequest(count: number, capacity: number, order: ByteOrder): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter(8 + capacity * 8);
  writer.uint32(ETHTOOL_GSTATS, order);
  writer.uint32(count, order);
  writer.zeros(capacity * 8);
  return writer.finish();
}

/** Saturating at 2^53 - 1. */
export function decodeValues(bytes: Uint8Array, order: ByteOrder): number[] {
  const reader = new ByteReader(bytes);
  expectCommand(reader, ETHTOOL_GSTATS, order);
  const count = reader.uint32(order, "n_stats");
  const values: number[] = [];
  for (let index = 0; index < count; index++) values.push(reader.uint64(order, "statistic"));
  return values;
}

/** What the kernel answers. */
export function encodeValues(values: readonly number[], order: ByteOrder): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter(8 + values.length * 8);
  writer.uint32(ETHTOOL_GSTATS, order);
  writer.uint32(values.length, order);
  for (const value of values) writer.uint64(value, order);
  return writer.finish();
}

/** Slots without a name are left out; a name that a driver gives twice gets its number, since both lines are real. */
export function statisticsByName(names: readonly string[], values: readonly number[]): Readonly<Record<string, number>> {
  const byName = new Map<string, number>();
  names.forEach((name, index) => {
    const value = values[index];
    if (name === "" || value === undefined) return;
    let unique = name;
    for (let times = 2; byName.has(unique); times++) unique = `${name}#${times}`;
    byName.set(unique, value);
  });
  return Object.fromEntries(byName);
}

function expectCommand(reader: ByteReader, command: number, order: ByteOrder): void {
  const found = reader.uint32(order, "cmd");
  if (found !== command)
    throw new WireError("unexpected-type", 0, `ethtool command 0x${found.toString(16)} is not 0x${command.toString(16)}`);
}
