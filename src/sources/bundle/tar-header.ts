/** What a 512-byte block says of the file behind it: POSIX.1-1988 ustar, with GNU's numbers beyond eleven octal digits. */
export interface TarHeader {
  readonly name: string;
  readonly size: number;
  readonly modifiedAtMs: number;
  /** `0` file, `1` hard link, `2` symbolic link, `3` to `6` devices, directory and pipe, `x` and `g` pax records, `L` and `K` GNU long names, `S` sparse. */
  readonly type: string;
}

export const tarBlock = 512;

/** Undefined when the checksum does not fit: this is no tar, or it is damaged here. */
export function decodeTarHeader(block: Uint8Array): TarHeader | undefined {
  if (block.length < tarBlock || numberField(block, 148, 8) !== checksumOf(block)) return undefined;
  const size = numberField(block, 124, 12);
  if (size === undefined || size < 0) return undefined;
  // Old GNU tar has times in the place of the prefix, and another magic.
  const prefix = textField(block, 257, 6) === "ustar" && block[262] === 0 ? textField(block, 345, 155) : "";
  const name = textField(block, 0, 100);
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    size,
    modifiedAtMs: (numberField(block, 136, 12) ?? 0) * 1000,
    type: block[156] === 0 ? "0" : String.fromCharCode(block[156] ?? 0),
  };
}

export function isZeroBlock(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/** `27 mtime=1768478400.123456789\n` and the like; a length that does not fit ends the reading. */
export function decodePaxRecords(bytes: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const length = space < 0 ? Number.NaN : Number(utf8.decode(bytes.subarray(at, space)));
    if (!Number.isInteger(length) || length < 5 || at + length > bytes.length) break;
    const record = utf8.decode(bytes.subarray(space + 1, at + length - 1));
    const equals = record.indexOf("=");
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

export function textField(block: Uint8Array, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return utf8.decode(end < 0 ? field : field.subarray(0, end));
}

function numberField(block: Uint8Array, at: number, length: number): number | undefined {
  if (((block[at] ?? 0) & 0x80) !== 0) return baseOf256(block.subarray(at, at + length));
  const digits = textField(block, at, length).trim();
  if (digits === "") return 0;
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

/** GNU and star: big-endian with the first bit set. A negative number is no size and no time that we use. */
function baseOf256(field: Uint8Array): number | undefined {
  if (field[0] !== 0x80) return undefined;
  const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The sum of all bytes with the checksum's own field taken as spaces. */
function checksumOf(block: Uint8Array): number {
  let sum = 8 * 0x20;
  for (let at = 0; at < tarBlock; at++) if (at < 148 || at >= 156) sum += block[at] ?? 0;
  return sum;
}

const utf8 = new TextDecoder();
