/** One record as /dev/kmsg gives it (Documentation/ABI/testing/dev-kmsg): `prio,seq,usec,flags[,caller=…];text`, then ` KEY=value` lines. */
export interface KmsgRecord {
  /** 0 is the kernel; a record written to /dev/kmsg by a program never has 0, whatever it asks for. */
  readonly facility: number;
  readonly level: number;
  readonly sequence: number;
  readonly bootSeconds: number;
  /** Unescaped, the first line only. */
  readonly message: string;
}

/** Undefined when the bytes are not a record: the device is read record by record, so one that is not understood costs itself. */
export function decodeKmsgRecord(bytes: Uint8Array): KmsgRecord | undefined {
  const end = bytes.indexOf(newline);
  const line = end < 0 ? bytes : bytes.subarray(0, end);
  const semicolon = line.indexOf(0x3b);
  if (semicolon < 0 || semicolon > longestHeader) return undefined;
  const header = kmsgHeader.exec(text.decode(line.subarray(0, semicolon)));
  if (header === null) return undefined;
  const priority = Number(header[1]);
  const sequence = Number(header[2]);
  const microseconds = Number(header[3]);
  return {
    facility: Math.floor(priority / 8),
    level: priority % 8,
    sequence,
    bootSeconds: microseconds / 1e6,
    message: text.decode(unescaped(line.subarray(semicolon + 1))),
  };
}

const newline = 0x0a;
const backslash = 0x5c;
const longestHeader = 256;
// Flags and whatever later kernels put behind them (caller=T12 since 5.1) are skipped: the ABI says that readers must.
const kmsgHeader = /^(\d{1,9}),(\d{1,15}),(\d{1,15}),[^;]*$/;
const text = new TextDecoder();

/** The kernel writes control characters, bytes from 0x7f up and the backslash as \xNN, so UTF-8 arrives as escapes. */
function unescaped(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(backslash)) return bytes;
  const plain = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = escapedByteAt(bytes, at);
    if (byte === undefined) plain[length++] = bytes[at] ?? 0;
    else {
      plain[length++] = byte;
      at += 3;
    }
  }
  return plain.subarray(0, length);
}

function escapedByteAt(bytes: Uint8Array, at: number): number | undefined {
  if (bytes[at] !== backslash || bytes[at + 1] !== 0x78) return undefined;
  const high = hexDigit(bytes[at + 2]);
  const low = hexDigit(bytes[at + 3]);
  return high < 0 || low < 0 ? undefined : high * 16 + low;
}

function hexDigit(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
