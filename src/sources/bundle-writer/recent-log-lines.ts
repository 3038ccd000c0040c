import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { logLineTime } from "../../wire/kernel-log/log-line-time.ts";

export interface RecentLines {
  readonly lines: readonly string[];
  /** More lines of the wanted time were there than the bytes allowed. */
  readonly isCut: boolean;
}

export interface RecentLinesOptions {
  readonly sinceMs: number;
  readonly collectedAtMs: number;
  /** What the node's local time adds to UTC. */
  readonly localOffsetMinutes: number;
  readonly maxBytes: number;
  /** Which lines are wanted at all. */
  readonly wants?: (line: string) => boolean;
}

/** The newest lines of a log, from the first one on that is of the wanted time; lines without a time belong to the one before. */
export function readRecentLines(path: string, options: RecentLinesOptions): RecentLines {
  const { text, isWhole } = readTail(path, options.maxBytes);
  const lines = text.split("\n");
  if (!isWhole) lines.shift();
  if (lines.at(-1) === "") lines.pop();
  const times = { collectedAtMs: options.collectedAtMs, localOffsetMinutes: options.localOffsetMinutes };
  const firstRecent = lines.findIndex((line) => (logLineTime(line, times) ?? Number.NEGATIVE_INFINITY) >= options.sinceMs);
  // Where no line tells its time, the file's own does, and the caller has looked at it.
  const hasTimes = firstRecent >= 0 || lines.some((line) => logLineTime(line, times) !== undefined);
  const recent = firstRecent >= 0 ? lines.slice(firstRecent) : hasTimes ? [] : lines;
  const wanted = options.wants === undefined ? recent : recent.filter(options.wants);
  return { lines: wanted, isCut: !isWhole && (firstRecent === 0 || !hasTimes) };
}

function readTail(path: string, maxBytes: number): { readonly text: string; readonly isWhole: boolean } {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const { size } = fstatSync(descriptor);
    const start = Math.max(0, size - maxBytes);
    const bytes = Buffer.alloc(size - start);
    let length = 0;
    for (let got = -1; got !== 0 && length < bytes.length; length += got)
      got = readSync(descriptor, bytes, length, bytes.length - length, start + length);
    return { text: bytes.toString("utf8", 0, length), isWhole: start === 0 };
  } finally {
    closeSync(descriptor);
  }
}

/** In a log of the whole machine, the lines of the programs that a bundle is about; the kernel's own are in `kernel_log.txt`. */
export function isLineOfNodeProgram(line: string): boolean {
  return /\b(?:kubelet|containerd|kube-proxy|dockerd|crio|aws-node|ipamd|calico|cilium|flanneld|kernel)(?:\[\d+\])?:/.test(
    line.slice(0, 200),
  );
}
