import { WireError } from "../bytes/wire-error.ts";

/** One member of a tar archive, as its header block describes it (POSIX.1-1988 ustar; GNU tar writes the same fields). */
export interface TarHeader {
  readonly path: string;
  /** Of the content; behind it the archive is padded to the next whole block. */
  readonly size: number;
  readonly mode: number;
  readonly modifiedSeconds: number;
  /** What the member is. Links and devices are named so that a reader can refuse them. */
  readonly type: TarMemberType;
  /** Where a link points. */
  readonly linkTarget?: string;
}

export type TarMemberType = "file" | "directory" | "link" | "device" | "pax" | "pax-global" | "gnu-long-name" | "gnu-long-link" | "other";

export const tarBlockBytes = 512;

/** What follows a content of this size up to the next whole block. */
export function tarPaddingOf(size: number): number {
  return (tarBlockBytes - (size % tarBlockBytes)) % tarBlockBytes;
}

/** The two empty blocks at the end. */
export const tarEndBytes = tarBlockBytes * 2;

/** The block in front of a file's content. A path that ustar cannot hold is refused: `WireError` "bad-length". */
export function encodeTarHeader({ path, size, mode, modifiedSeconds }: Omit<TarHeader, "type" | "linkTarget">): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(tarBlockBytes);
  const { prefix, name } = splitPath(path);
  writeText(block, field.name, name);
  writeOctal(block, field.mode, mode);
  writeOctal(block, field.userId, 0);
  writeOctal(block, field.groupId, 0);
  writeOctal(block, field.size, size);
  writeOctal(block, field.modified, Math.max(0, Math.floor(modifiedSeconds)));
  block[field.type.at] = zero;
  writeText(block, field.magic, "ustar");
  writeText(block, field.version, "00");
  writeText(block, field.prefix, prefix);
  const checksum = checksumOf(block);
  writeText(block, field.checksum, `${checksum.toString(8).padStart(6, "0")}\0 `);
  return block;
}

/** Undefined for a block of zeros, which ends an archive; `WireError` "bad-value" where the checksum or a number is wrong. */
export function decodeTarHeader(bytes: Uint8Array, start = 0): TarHeader | undefined {
  const block = bytes.subarray(start, start + tarBlockBytes);
  if (block.length < tarBlockBytes) throw new WireError("truncated", 0, `a tar header has ${tarBlockBytes} bytes, ${block.length} are left`);
  if (block.every((byte) => byte === 0)) return undefined;
  const wanted = readNumber(block, field.checksum);
  if (wanted !== checksumOf(block)) throw new WireError("bad-value", field.checksum.at, "the checksum of a tar header is wrong");
  const name = readText(block, field.name);
  // GNU tar ends its magic with a space and uses the prefix for times and sparse maps.
  const prefix = readText(block, field.magic) === "ustar" ? readText(block, field.prefix) : "";
  const linkTarget = readText(block, field.linkTarget);
  return {
    path: prefix === "" ? name : `${prefix}/${name}`,
    size: readNumber(block, field.size),
    mode: readNumber(block, field.mode),
    modifiedSeconds: readNumber(block, field.modified),
    type: typeOf(block[field.type.at]!),
    ...(linkTarget === "" ? {} : { linkTarget }),
  };
}

interface Field {
  readonly at: number;
  readonly length: number;
}

const field = {
  name: { at: 0, length: 100 },
  mode: { at: 100, length: 8 },
  userId: { at: 108, length: 8 },
  groupId: { at: 116, length: 8 },
  size: { at: 124, length: 12 },
  modified: { at: 136, length: 12 },
  checksum: { at: 148, length: 8 },
  type: { at: 156, length: 1 },
  linkTarget: { at: 157, length: 100 },
  magic: { at: 257, length: 6 },
  version: { at: 263, length: 2 },
  prefix: { at: 345, length: 155 },
} as const satisfies Record<string, Field>;

const zero = 48;
const space = 32;

function typeOf(byte: number): TarMemberType {
  switch (String.fromCharCode(byte)) {
    // NUL is the mark of old tar, 7 a contiguous file.
    case "\0":
    case "0":
    case "7":
      return "file";
    case "1":
    case "2":
      return "link";
    case "3":
    case "4":
    case "6":
      return "device";
    case "5":
      return "directory";
    case "x":
      return "pax";
    case "g":
      return "pax-global";
    case "L":
      return "gnu-long-name";
    case "K":
      return "gnu-long-link";
    default:
      return "other";
  }
}

/** The sum of all bytes, the field of the sum itself counted as spaces. */
function checksumOf(block: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < tarBlockBytes; at++)
    sum += at >= field.checksum.at && at < field.checksum.at + field.checksum.length ? space : block[at]!;
  return sum;
}

/** ustar has a hundred bytes for the name and, cut at a slash, 155 for what is before it. */
function splitPath(path: string): { readonly prefix: string; readonly name: string } {
  const lengthOf = (text: string) => new TextEncoder().encode(text).length;
  if (lengthOf(path) <= field.name.length) return { prefix: "", name: path };
  for (let slash = path.indexOf("/"); slash > 0; slash = path.indexOf("/", slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (name !== "" && lengthOf(prefix) <= field.prefix.length && lengthOf(name) <= field.name.length) return { prefix, name };
  }
  throw new WireError("bad-length", 0, "the path is too long for a tar header");
}

function writeText(block: Uint8Array, { at, length }: Field, text: string): void {
  block.set(new TextEncoder().encode(text).subarray(0, length), at);
}

/** Octal with a NUL behind it; a number too large for that in GNU's base-256 form. */
function writeOctal(block: Uint8Array, { at, length }: Field, value: number): void {
  const digits = value.toString(8);
  if (digits.length < length) {
    writeText(block, { at, length }, `${digits.padStart(length - 1, "0")}\0`);
    return;
  }
  let rest = value;
  for (let index = length - 1; index > 0; index--) {
    block[at + index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  block[at] = 0x80;
}

function readText(block: Uint8Array, { at, length }: Field): string {
  const end = block.indexOf(0, at);
  return new TextDecoder().decode(block.subarray(at, end < 0 || end > at + length ? at + length : end));
}

function readNumber(block: Uint8Array, { at, length }: Field): number {
  if ((block[at]! & 0x80) !== 0) {
    let value = block[at]! & 0x7f;
    for (let index = 1; index < length; index++) value = value * 256 + block[at + index]!;
    if (value > Number.MAX_SAFE_INTEGER) throw new WireError("bad-value", at, "a number of a tar header is too large");
    return value;
  }
  const text = readText(block, { at, length }).trim();
  if (!/^[0-7]*$/.test(text)) throw new WireError("bad-value", at, "a number of a tar header is not octal");
  return text === "" ? 0 : Number.parseInt(text, 8);
}
