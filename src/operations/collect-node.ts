import { BatchRedactor } from "../analysis/redaction/redact-batch.ts";
import { learnNamesOf } from "../analysis/redaction/redact-snapshot.ts";
import type { TextRedactor } from "../analysis/redaction/text-redactor.ts";
import { compileFlowFilter, parseNetwork } from "../flows/flow-filter.ts";
import type { GzipArchive } from "../sources/bundle-writer/gzip-archive.ts";
import { archiveNodeLogs, learnLogNames } from "../sources/bundle-writer/node-logs.ts";
import type { Sources } from "../sources/sources.ts";
import { archiveNodeFiles } from "./archive-node-files.ts";
import { archiveReadings, archiveSnapshots } from "./archive-readings.ts";
import { beginManifest, type ManifestBegun } from "./bundle-manifest.ts";
import { BundleTables } from "./bundle-tables.ts";
import { type BundleSamplesOptions, takeBundleSamples } from "./take-bundle-samples.ts";

export interface CollectNodeOptions extends BundleSamplesOptions {
  readonly label?: "healthy" | "incident";
  readonly cluster?: string;
  /** Whose entries are written once more, apart. */
  readonly podIps: readonly string[];
  /** Where the root of the node is, for its logs and resolv.conf. */
  readonly hostRoot: string;
  /** Of the program. */
  readonly version: string;
  readonly redactor: TextRedactor | undefined;
}

export interface CollectedNode {
  readonly manifest: ManifestBegun;
  /** Undefined where there was no table to read. */
  readonly entries: number | undefined;
}

/** Puts everything of the node into the archive; what else belongs there and the manifest come behind it. */
export async function collectNode(archive: GzipArchive, sources: Sources, options: CollectNodeOptions): Promise<CollectedNode> {
  const { redactor, hostRoot, signal } = options;
  const tables = new BundleTables(archive, {
    touchesPod: podPredicate(options.podIps),
    redactor: redactor === undefined ? undefined : new BatchRedactor(redactor.addresses),
  });
  const samples = await takeBundleSamples(sources, options, tables);
  signal.throwIfAborted();
  const notRead = [...tables.finish(samples.now.parts.tableComposition)];
  await archive.room();
  if (redactor !== undefined) {
    learnNamesOf(samples.now, redactor);
    learnLogNames(hostRoot, redactor);
  }
  archiveSnapshots(archive, redactor, samples);
  notRead.push(...archiveReadings(archive, redactor, samples));
  await archive.room();
  notRead.push(...(await archiveNodeFiles(archive, sources, options)));
  const collectedAtMs = sources.clock.nowMs();
  const localOffsetMinutes = -new Date(collectedAtMs).getTimezoneOffset();
  notRead.push(...(await archiveNodeLogs(archive, { hostRoot, collectedAtMs, localOffsetMinutes, redaction: redactor, signal })));
  return { manifest: beginManifest(samples, { ...options, notRead }), entries: tables.entries };
}

function podPredicate(addresses: readonly string[]) {
  if (addresses.length === 0) return undefined;
  const conditions = addresses.flatMap((address) => {
    const network = parseNetwork(address);
    return network === undefined ? [] : (compileFlowFilter({ networks: [network] }) ?? []);
  });
  return (...row: Parameters<(typeof conditions)[number]>) => conditions.some((holds) => holds(...row));
}
