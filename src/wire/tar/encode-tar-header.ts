import { WireError } from "../bytes/wire-error.ts";

/** A file of a tar archive as its header block describes it (POSIX.1-1988 ustar; GNU tar writes the same fields). */
export interface TarFile {
  readonly path: string;
  /** Of the content; behind it the archive is padded to the next whole block. */
  readonly size: number;
  readonly mode: number;
  readonly modifiedSeconds: number;
}

const tarBlockBytes = 512;

/** What follows a content of this size up to the next whole block. */
export function tarPaddingOf(size: number): number {
  return (tarBlockBytes - (size % tarBlockBytes)) % tarBlockBytes;
}

/** The two empty blocks at the end. */
export const tarEndBytes = tarBlockBytes * 2;

/** The block in front of a file's content. A path that ustar cannot hold is refused: `WireError` "bad-length". */
export function encodeTarHeader({ path, size, mode, modifiedSeconds }: TarFile): Uint8Array<ArrayBuffer> {
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
  magic: { at: 257, length: 6 },
  version: { at: 263, length: 2 },
  prefix: { at: 345, length: 155 },
} as const satisfies Record<string, Field>;

const zero = 48;
const space = 32;

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
