import { basename, join } from "node:path";
import { errnoOf } from "../../platform/errno.ts";
import { findNodeLogs, type NodeLog, unreadableLogs } from "./find-node-logs.ts";
import type { GzipArchive } from "./gzip-archive.ts";
import { isLineOfNodeProgram, readRecentLines } from "./recent-log-lines.ts";

export interface NodeLogsOptions {
  readonly hostRoot: string;
  readonly collectedAtMs: number;
  readonly localOffsetMinutes: number;
  readonly redaction: LogRedaction | undefined;
  readonly maxBytes?: number;
  readonly signal: AbortSignal;
}

/** What takes names and addresses out of a log. */
export interface LogRedaction {
  learnNames(names: Iterable<string>): void;
  name(text: string): string;
  text(text: string): string;
}

export interface NotRead {
  readonly path: string;
  readonly because: string;
}

const lastMinutes = 30;
/** Of all logs together; a log of a machine in trouble grows without end. */
const mostLogBytes = 50_000_000;
const mostBytesOfOne = 10_000_000;

/** The logs' names have to be known before the first text is redacted. */
export function learnLogNames(hostRoot: string, redaction: Pick<LogRedaction, "learnNames">): void {
  redaction.learnNames(findNodeLogs(hostRoot).flatMap(({ pod }) => (pod === undefined ? [] : [pod.namespace, pod.name, pod.container])));
}

/** Puts the last half hour of the node's logs into the archive, the most recently written ones first, and tells what was left out. */
export async function archiveNodeLogs(archive: GzipArchive, options: NodeLogsOptions): Promise<readonly NotRead[]> {
  const sinceMs = options.collectedAtMs - lastMinutes * 60_000;
  const notRead: NotRead[] = unreadableLogs(options.hostRoot).map((one) => ({ ...one }));
  const logs = findNodeLogs(options.hostRoot).filter(({ modifiedMs }) => modifiedMs >= sinceMs);
  if (logs.length === 0)
    notRead.push({
      path: "logs/",
      because: `no text log of these programs under ${join(options.hostRoot, "var/log")} was written in the last ${lastMinutes} minutes`,
    });
  const taken = new Set<string>();
  let bytesLeft = options.maxBytes ?? mostLogBytes;
  for (const log of logs) {
    options.signal.throwIfAborted();
    const path = archivePath(log, options.redaction, taken);
    const shown = options.redaction?.text(`/${log.path}`) ?? `/${log.path}`;
    try {
      const { text, isCut } = recentText(log, { ...options, sinceMs, bytesLeft });
      if (isCut) notRead.push({ path, because: `cut: only the newest ${Buffer.byteLength(text)} bytes of ${shown} were kept` });
      if (text === "") continue;
      bytesLeft -= archive.add(path, text).bytes;
      await archive.room();
    } catch (error) {
      const code = errnoOf(error);
      if (code !== "EACCES" && code !== "EPERM" && code !== "ENOENT" && code !== "ELOOP") throw error;
      notRead.push({ path, because: `${shown} could not be read (${code})` });
    }
  }
  return notRead;
}

function recentText(
  log: NodeLog,
  {
    hostRoot,
    sinceMs,
    collectedAtMs,
    localOffsetMinutes,
    redaction,
    bytesLeft,
  }: NodeLogsOptions & { readonly sinceMs: number; readonly bytesLeft: number },
): { readonly text: string; readonly isCut: boolean } {
  const { lines, isCut } = readRecentLines(join(hostRoot, log.path), {
    ...{ sinceMs, collectedAtMs, localOffsetMinutes },
    maxBytes: mostBytesOfOne,
    ...(log.isShared ? { wants: isLineOfNodeProgram } : {}),
  });
  const shown = redaction === undefined ? lines : lines.map((line) => redaction.text(line));
  // From the end, because the newest lines are worth the most.
  let first = shown.length;
  let bytes = 0;
  while (first > 0) {
    const lineBytes = Buffer.byteLength(shown[first - 1]!) + 1;
    if (bytes + lineBytes > bytesLeft) break;
    bytes += lineBytes;
    first--;
  }
  return {
    text: shown
      .slice(first)
      .map((line) => `${line}\n`)
      .join(""),
    isCut: isCut || first > 0,
  };
}

/** A name that a tar header can hold and that no other log has. */
function archivePath({ path, component, pod }: NodeLog, redaction: LogRedaction | undefined, taken: Set<string>): string {
  const redacted = (text: string) => redaction?.name(text) ?? text;
  const place =
    pod === undefined
      ? basename(path)
      : `${redacted(pod.name).slice(-60)}_${redacted(pod.container).slice(-30)}_${basename(path).slice(-20)}`;
  const safe = place.replace(/[^\w.-]/g, "_").slice(-120);
  let name = `logs/${component}/${safe}`;
  for (let number = 2; taken.has(name); number++) name = `logs/${component}/${number}-${safe}`;
  taken.add(name);
  return name;
}
