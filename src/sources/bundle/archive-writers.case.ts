import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";

/** One member of an archive made for a test. */
export interface MadeMember {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** Of a tar: `0` is a file. */
  readonly type?: string;
  readonly linkName?: string;
  readonly modifiedSeconds?: number;
}

/** Every file below a directory, in the order of their paths. */
export function membersOf(directory: string, prefix = ""): readonly MadeMember[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ name: `${prefix}${path.slice(directory.length + 1)}`, content: readFileSync(path) }));
}

export function makeTar(members: readonly MadeMember[], options: { readonly withEnd?: boolean } = {}): Buffer {
  const blocks = members.flatMap((member) => [tarHeader(member), padded(bytesOf(member))]);
  return Buffer.concat([...blocks, Buffer.alloc(options.withEnd === false ? 0 : 1024)]);
}

export function tarHeader({ name, type = "0", linkName = "", modifiedSeconds = 1_768_478_400, ...member }: MadeMember): Buffer {
  const block = Buffer.alloc(512);
  block.write(name.slice(0, 100), 0);
  block.write("0000644\0", 100);
  block.write(`${bytesOf(member).length.toString(8).padStart(11, "0")}\0`, 124);
  block.write(`${modifiedSeconds.toString(8).padStart(11, "0")}\0`, 136);
  block.write("        ", 148);
  block.write(type, 156);
  block.write(linkName, 157);
  block.write("ustar\0", 257);
  block.write("00", 263);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function bytesOf({ content = "" }: Pick<MadeMember, "content">): Buffer {
  return Buffer.from(content);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

export interface ZipOptions {
  readonly method?: "stored" | "deflated";
  /** Sizes behind the data, as a program writes that does not know them beforehand. */
  readonly isStreamed?: boolean;
}

export function makeZip(members: readonly MadeMember[], { method = "deflated", isStreamed = false }: ZipOptions = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const member of members) {
    const content = bytesOf(member);
    const packed = method === "stored" ? content : deflateRawSync(content);
    const name = Buffer.from(member.name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(isStreamed ? 8 : 0, 6);
    local.writeUInt16LE(method === "stored" ? 0 : 8, 8);
    local.writeUInt32LE(dosTime, 10);
    if (!isStreamed) {
      local.writeUInt32LE(crc32(content), 14);
      local.writeUInt32LE(packed.length, 18);
      local.writeUInt32LE(content.length, 22);
    }
    local.writeUInt16LE(name.length, 26);
    const behind = Buffer.alloc(isStreamed ? 16 : 0);
    if (isStreamed) {
      behind.writeUInt32LE(0x08074b50, 0);
      behind.writeUInt32LE(crc32(content), 4);
      behind.writeUInt32LE(packed.length, 8);
      behind.writeUInt32LE(content.length, 12);
    }
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt8(3, 5);
    central.writeUInt16LE(isStreamed ? 8 : 0, 8);
    central.writeUInt16LE(method === "stored" ? 0 : 8, 10);
    central.writeUInt32LE(dosTime, 12);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(content.length, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE((member.type === "2" ? 0o120777 : 0o100644) * 65_536, 38);
    central.writeUInt32LE(at, 42);
    parts.push(local, name, packed, behind);
    directory.push(central, name);
    at += local.length + name.length + packed.length + behind.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listed, end]);
}

/** 15 January 2026, 12:00. */
const dosTime = ((((2026 - 1980) << 9) | (1 << 5) | 15) * 65_536 + (12 << 11)) >>> 0;
