import type { KernelLogRecord } from "../model/kernel-log-record.ts";
import { createKernelLogTextReader } from "../wire/kernel-log/kernel-log-text-reader.ts";
import type { FollowedReading } from "./kernel-log-follower.ts";
import { loadLibc, SystemCallError } from "./libc.ts";

/** The ring as one text. It holds what came since anyone's last `dmesg --clear`; the device has no such mark and gives more. */
export function readKlogctlRing(
  marker: readonly string[] | undefined,
  times: { readonly collectedAtMs: number; readonly bootedAtMs: number | undefined },
): FollowedReading {
  return { ...takeKlogctlText(readRing(), marker, times), source: "klogctl" };
}

export function takeKlogctlText(
  bytes: Uint8Array,
  marker: readonly string[] | undefined,
  { collectedAtMs, bootedAtMs }: { readonly collectedAtMs: number; readonly bootedAtMs: number | undefined },
): Omit<FollowedReading, "source"> {
  // One character a byte, so that an index in the text is an index in the bytes.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  const seenUpTo = marker === undefined || marker.length === 0 ? 0 : endOfMarker(text, marker);
  const hasGap = seenUpTo === undefined;
  const records: KernelLogRecord[] = [];
  const reader = createKernelLogTextReader({
    collectedAtMs,
    ...(bootedAtMs === undefined ? {} : { bootedAtMs }),
    onRecord: (record) => records.push(record),
  });
  reader.push(bytes.subarray(seenUpTo ?? 0));
  const { oldestAtMs } = reader.finish();
  return {
    ...{ records, hasGap, lost: hasGap ? 1 : 0 },
    cursor: { kind: "marker", lines: text === "" ? [] : text.trimEnd().split("\n").slice(-markerLines) },
    // A reading of the tail alone does not show how far the ring reaches back.
    ...(oldestAtMs === undefined || (seenUpTo ?? 0) > 0 ? {} : { oldestAtMs }),
  };
}

// Several, because without printk.time equal messages look alike; with it, one would do.
const markerLines = 8;

/** Where the marker ends in the text, or undefined when it has scrolled out. Where only its end is left, that stands at the very beginning. */
function endOfMarker(text: string, lines: readonly string[]): number | undefined {
  const whole = `${lines.join("\n")}\n`;
  for (let at = text.lastIndexOf(whole); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(whole, at - 1))
    if (at === 0 || text[at - 1] === "\n") return at + whole.length;
  for (let first = 1; first < lines.length; first++) {
    const tail = `${lines.slice(first).join("\n")}\n`;
    if (text.startsWith(tail)) return tail.length;
  }
  return undefined;
}

// The two actions of include/linux/syslog.h that change nothing; READ_CLEAR, CLEAR and CONSOLE_* are never asked for.
const syslogActionReadAll = 3;
const syslogActionSizeBuffer = 10;

function readRing(): Uint8Array {
  const libc = loadLibc();
  const size = libc.klogctl(syslogActionSizeBuffer, null, 0);
  if (size < 0) throw new SystemCallError("klogctl", libc.errnoName());
  const ring = new Uint8Array(size);
  const length = libc.klogctl(syslogActionReadAll, ring, size);
  if (length < 0) throw new SystemCallError("klogctl", libc.errnoName());
  return ring.subarray(0, length);
}
