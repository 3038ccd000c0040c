import { createHmac, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { BatchRedactor } from "../analysis/redaction/redact-batch.ts";
import { learnNamesOf, redactSnapshot } from "../analysis/redaction/redact-snapshot.ts";
import { TextRedactor } from "../analysis/redaction/text-redactor.ts";
import { collectSnapshot } from "../collectors/collect-snapshot.ts";
import { defineCollector } from "../collectors/collector.ts";
import { composeLiveTable } from "../collectors/compose-live-table.ts";
import { collectors } from "../collectors/index.ts";
import { tableComposition } from "../collectors/table-composition.ts";
import type { BundleManifest } from "../contract/bundle-manifest.ts";
import { compileFlowFilter, parseNetwork } from "../flows/flow-filter.ts";
import { isoTime } from "../model/iso-time.ts";
import type { NodeSnapshot, PartName } from "../model/node-snapshot.ts";
import type { CollectSummary } from "../report/collect-report.ts";
import { BundleNotWritten, bundleNotWritten, openBundleFile } from "../sources/bundle-writer/bundle-file.ts";
import { GzipArchive } from "../sources/bundle-writer/gzip-archive.ts";
import { nodeFiles } from "../sources/bundle-writer/node-files.ts";
import { archiveNodeLogs, learnLogNames, type NotRead } from "../sources/bundle-writer/node-logs.ts";
import { errnoOf } from "../sources/file-tree.ts";
import { createLiveSources } from "../sources/live-sources.ts";
import { nodeNameOf } from "../sources/node-name.ts";
import { SourceAbsent } from "../sources/source-absent.ts";
import type { Sources } from "../sources/sources.ts";
import { formatConntrackStats } from "../wire/conntrack-stats-text/format-conntrack-stats.ts";
import { formatKernelLogRecord } from "../wire/kernel-log/format-kernel-log.ts";
import { BundleTables } from "./bundle-tables.ts";

export interface CollectBundleOptions {
  /** A path, `-` for standard output, or undefined for a name made of node and time. */
  readonly target: string | undefined;
  readonly force: boolean;
  readonly label?: "healthy" | "incident";
  readonly cluster?: string;
  readonly windowSeconds: number;
  readonly podIps: readonly string[];
  readonly redact: boolean;
  readonly proc: string;
  readonly sys: string;
  readonly hostRoot: string;
  /** Of the program. */
  readonly version: string;
  readonly signal: AbortSignal;
  /** What is being done, for a person who waits. */
  readonly onProgress: (what: string, done: number, total: number | undefined) => void;
}

/** Collects the node that this process runs on into one archive, which appears under its name when it is whole. */
export async function collectBundle(options: CollectBundleOptions): Promise<CollectSummary> {
  const sources = createLiveSources({ procRoot: options.proc, sysRoot: options.sys });
  try {
    return await writeBundle(sources, options);
  } finally {
    await sources.conntrack.close();
  }
}

async function writeBundle(sources: Sources, options: CollectBundleOptions): Promise<CollectSummary> {
  const node = nodeNameOf(sources.proc);
  const redactor = options.redact ? createRedactor() : undefined;
  const startedMs = sources.clock.nowMs();
  const target = options.target ?? defaultName(redactor?.host(node) ?? node, startedMs);
  const file = openBundleFile(target === "-" ? join(tmpdir(), `ullage-${randomBytes(6).toString("hex")}.tar.gz`) : target, options);
  // At once, and not when the work has noticed: the process may end before that.
  options.signal.addEventListener("abort", file.discard, { once: true });
  try {
    const archive = new GzipArchive(file.descriptor, startedMs / 1000);
    const { manifest, entries } = await fillArchive(archive, { ...options, node, sources, redactor });
    options.signal.throwIfAborted();
    if (target !== "-") file.commit();
    else await pipeline(createReadStream(file.temporaryPath), process.stdout, { end: false, signal: options.signal });
    const { collectedAt, windowSeconds, redacted, notRead } = manifest;
    const files = archive.files.length;
    return {
      path: target,
      bytes: archive.writtenBytes,
      files,
      entries,
      node: manifest.node,
      collectedAt,
      windowSeconds,
      redacted,
      notRead,
    };
  } catch (error) {
    throw options.signal.aborted ? error : bundleNotWritten(target, error);
  } finally {
    options.signal.removeEventListener("abort", file.discard);
    file.discard();
  }
}

/** The key is of this bundle alone and is nowhere but in this closure. */
function createRedactor(): TextRedactor {
  const key = randomBytes(32);
  return new TextRedactor((text) => createHmac("sha256", key).update(text).digest());
}

function defaultName(node: string, atMs: number): string {
  const time = isoTime(atMs).replace(/[-:]|\.\d+/g, "");
  return `ullage-${node.replace(/[^A-Za-z0-9._-]/g, "_").slice(0, 100)}-${time}.tar.gz`;
}

interface FillOptions extends CollectBundleOptions {
  readonly node: string;
  readonly sources: Sources;
  readonly redactor: TextRedactor | undefined;
}

async function fillArchive(
  archive: GzipArchive,
  options: FillOptions,
): Promise<{ readonly manifest: BundleManifest; readonly entries: number | undefined }> {
  const { node, sources, redactor, signal } = options;
  const tables = new BundleTables(archive, {
    touchesPod: podPredicate(options.podIps),
    redactor: redactor === undefined ? undefined : new BatchRedactor(redactor.addresses),
  });
  const { earlier, now } = await takeSamples(options, tables);
  signal.throwIfAborted();
  const notRead: NotRead[] = [...tables.finish(now.parts.tableComposition)];
  if (redactor !== undefined) {
    learnNamesOf(now, redactor);
    learnLogNames(options.hostRoot, redactor);
  }
  addSnapshots(archive, redactor, { earlier, now });
  notRead.push(...addReadings(archive, redactor, { earlier, now }));
  notRead.push(...(await addNodeFiles(archive, options)));
  const collectedAtMs = sources.clock.nowMs();
  const localOffsetMinutes = -new Date(collectedAtMs).getTimezoneOffset();
  notRead.push(...archiveNodeLogs(archive, { hostRoot: options.hostRoot, collectedAtMs, localOffsetMinutes, redaction: redactor, signal }));
  const hidden = (text: string) => redactor?.text(text) ?? text;
  const manifest: BundleManifest = {
    ...{ schemaVersion: 1, tool: "ullage", version: options.version, node: redactor?.host(node) ?? node },
    ...(options.cluster === undefined ? {} : { cluster: redactor?.host(options.cluster) ?? options.cluster }),
    ...(options.label === undefined ? {} : { label: options.label }),
    collectedAt: isoTime(now.takenAtMs),
    windowSeconds: earlier === undefined ? 0 : Number(((now.monotonicMs - earlier.monotonicMs) / 1000).toFixed(3)),
    redacted: redactor !== undefined,
    files: [...archive.files],
    notRead: notRead.map(({ path, because }) => ({ path, because: hidden(because) })),
  };
  archive.add("manifest.json", `${JSON.stringify(manifest, undefined, 2)}\n`);
  archive.finish();
  return { manifest, entries: tables.entries };
}

/** Two samples where counters can be compared; both walk the table, the second one writing what it sees. */
async function takeSamples(
  options: FillOptions,
  tables: BundleTables,
): Promise<{ readonly earlier: NodeSnapshot | undefined; readonly now: NodeSnapshot }> {
  const { windowSeconds, signal, onProgress } = options;
  onProgress("reading", 0, undefined);
  const parts = collectors.map(({ part }) => part);
  // The kernel's log grows only at its end: the second sample has all of the first.
  const earlierParts = parts.filter((part) => part !== "kernelLog");
  const earlier = windowSeconds > 0 ? await takeSample(options, earlierParts, undefined) : undefined;
  onProgress(`waiting ${windowSeconds} s for the second sample`, 0, undefined);
  if (earlier !== undefined) await sleep(windowSeconds * 1000, undefined, { signal });
  return { earlier, now: await takeSample(options, parts, tables) };
}

async function takeSample(
  { node, sources, signal, onProgress }: FillOptions,
  parts: readonly PartName[],
  tables: BundleTables | undefined,
): Promise<NodeSnapshot> {
  const walk = defineCollector({
    ...tableComposition,
    collect: (from, { signal: cut }) =>
      composeLiveTable(from, {
        signal: cut,
        timeBudgetMs: walkBudgetMs,
        sourceNat: true,
        ...(tables === undefined ? {} : { onBatch: (batch) => tables.take(batch) }),
        onProgress: (entries, expected) => onProgress("walking the table", entries, expected),
      }),
  });
  const catalogue = collectors.map((collector) => (collector.part === "tableComposition" ? walk : collector));
  return (await collectSnapshot(sources, { node, parts, signal }, catalogue)).snapshot;
}

/** Writing and compressing make the walk about twice as long; the runner's own deadline for a dump is 60 s. */
const walkBudgetMs = 55_000;

function addSnapshots(archive: GzipArchive, redactor: TextRedactor | undefined, { earlier, now }: Samples): void {
  const text = (snapshot: NodeSnapshot) =>
    `${JSON.stringify({ schemaVersion: 1, ...(redactor === undefined ? snapshot : redactSnapshot(snapshot, redactor)) })}\n`;
  archive.add("snapshot.json", text(now));
  if (earlier !== undefined) archive.add("earlier.json", text(earlier));
}

interface Samples {
  readonly earlier: NodeSnapshot | undefined;
  readonly now: NodeSnapshot;
}

/** The same figures once more as the files that people and other tools know. */
function addReadings(archive: GzipArchive, redactor: TextRedactor | undefined, { earlier, now }: Samples): readonly NotRead[] {
  const notRead: NotRead[] = [];
  const { tableUsage, cpuCounters, kernelLog } = now.parts;
  if (tableUsage?.status === "present") archive.add("node_conntrack_mtu.txt", `${tableUsage.value.count} / ${tableUsage.value.max}\n`);
  else notRead.push({ path: "node_conntrack_mtu.txt", because: tableUsage?.reason ?? "not asked" });
  if (cpuCounters?.status === "present") {
    const samples = [earlier, now].flatMap((snapshot) => {
      const reading = snapshot?.parts.cpuCounters;
      return reading?.status === "present" ? [`# ${isoTime(reading.takenAtMs)}\n${formatConntrackStats(reading.value)}`] : [];
    });
    archive.add("conntrack_stats.txt", samples.join(""));
  } else notRead.push({ path: "conntrack_stats.txt", because: cpuCounters?.reason ?? "not asked" });
  if (kernelLog?.status === "present") {
    const lines = kernelLog.value.records.map((record) =>
      formatKernelLogRecord(redactor === undefined ? record : { ...record, message: redactor.kernelMessage(record.message) }),
    );
    archive.add("kernel_log.txt", lines.map((line) => `${line}\n`).join(""));
  } else notRead.push({ path: "kernel_log.txt", because: kernelLog?.reason ?? "not asked" });
  return notRead;
}

async function addNodeFiles(archive: GzipArchive, { sources, hostRoot, redactor, signal }: FillOptions): Promise<readonly NotRead[]> {
  const notRead: NotRead[] = [];
  for (const { path, interfaceName, read } of nodeFiles({ ...sources, hostRoot })) {
    signal.throwIfAborted();
    const shownPath =
      interfaceName === undefined || redactor === undefined ? path : path.replace(interfaceName, redactor.interfaceName(interfaceName));
    try {
      const text = await read();
      archive.add(shownPath, `${redactor === undefined ? text : redactFile(path, text, redactor)}\n`);
    } catch (error) {
      const code = errnoOf(error);
      const isExpected = error instanceof SourceAbsent || (code !== undefined && !(error instanceof BundleNotWritten));
      if (!isExpected || !(error instanceof Error) || isDiskFull(code)) throw error;
      notRead.push({ path: shownPath, because: error.message });
    }
  }
  return notRead;
}

/** Interfaces stand in these files as bare words. */
function redactFile(path: string, text: string, redactor: TextRedactor): string {
  if (path === "routes.txt") return redactor.text(text.replace(/(?<= dev )\S+/g, (name) => redactor.interfaceName(name)));
  if (path === "rules.txt") return redactor.text(text.replace(/(?<= [io]if )\S+/g, (name) => redactor.interfaceName(name)));
  if (path === "links.txt") return redactor.text(text.replace(/^[^:\s]+(?=:)/gm, (name) => redactor.interfaceName(name)));
  return redactor.text(text);
}

function isDiskFull(code: string | undefined): boolean {
  return code === "ENOSPC" || code === "EDQUOT" || code === "EIO";
}

function podPredicate(addresses: readonly string[]) {
  if (addresses.length === 0) return undefined;
  const conditions = addresses.flatMap((address) => {
    const network = parseNetwork(address);
    return network === undefined ? [] : (compileFlowFilter({ networks: [network] }) ?? []);
  });
  return (...row: Parameters<(typeof conditions)[number]>) => conditions.some((holds) => holds(...row));
}
