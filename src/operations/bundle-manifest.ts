import type { TextRedactor } from "../analysis/redaction/text-redactor.ts";
import type { BundleManifest } from "../contract/bundle-manifest.ts";
import { isoTime } from "../model/iso-time.ts";
import type { NodeSnapshot } from "../model/node-snapshot.ts";
import type { GzipArchive } from "../sources/bundle-writer/gzip-archive.ts";
import type { NotRead } from "../sources/bundle-writer/node-logs.ts";

/** What stands in a manifest before the last file is known. */
export type ManifestBegun = Omit<BundleManifest, "files">;

export interface ManifestFacts {
  /** Of the program. */
  readonly version: string;
  readonly label?: "healthy" | "incident";
  readonly cluster?: string;
  readonly redactor: TextRedactor | undefined;
  readonly notRead: readonly NotRead[];
}

export function beginManifest(
  { earlier, now }: { readonly earlier: NodeSnapshot | undefined; readonly now: NodeSnapshot },
  { version, label, cluster, redactor, notRead }: ManifestFacts,
): ManifestBegun {
  const host = (name: string) => redactor?.host(name) ?? name;
  return {
    ...{ schemaVersion: 1, tool: "ullage", version, node: host(now.node) },
    ...(cluster === undefined ? {} : { cluster: host(cluster) }),
    ...(label === undefined ? {} : { label }),
    collectedAt: isoTime(now.takenAtMs),
    windowSeconds: earlier === undefined ? 0 : Number(((now.monotonicMs - earlier.monotonicMs) / 1000).toFixed(3)),
    redacted: redactor !== undefined,
    notRead: notRead.map(({ path, because }) => ({ path, because: redactor?.text(because) ?? because })),
  };
}

/** The manifest comes last, since it has the checksums of all others; then the archive ends. */
export function finishBundle(archive: GzipArchive, { notRead, ...begun }: ManifestBegun): BundleManifest {
  const manifest: BundleManifest = { ...begun, files: [...archive.files], notRead };
  archive.add("manifest.json", `${JSON.stringify(manifest, undefined, 2)}\n`);
  archive.finish();
  return manifest;
}
