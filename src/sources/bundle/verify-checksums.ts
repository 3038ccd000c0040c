import type { SavedManifest } from "./own-files.ts";
import type { WalkedFile } from "./walk-bundle.ts";

/** What of a bundle's files is not what its manifest says. */
export function verifyChecksums(manifestPath: string, manifest: SavedManifest, files: readonly WalkedFile[]): readonly string[] {
  const folder = manifestPath.slice(0, manifestPath.lastIndexOf("/") + 1);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const remarks: string[] = [];
  const unsummed: string[] = [];
  for (const { path, sha256 } of manifest.files) {
    const file = byPath.get(`${folder}${path}`);
    if (file === undefined) remarks.push(`${path} is in the manifest and not in the bundle`);
    else if (file.sha256 === undefined) unsummed.push(path);
    else if (file.sha256 !== sha256) remarks.push(`${path} is not the file that the manifest was written for: its checksum differs`);
  }
  if (unsummed.length > 0)
    remarks.push(`the checksums of ${unsummed.slice(0, 5).join(", ")} were not compared: the manifest came behind them`);
  return remarks.length <= 20 ? remarks : [...remarks.slice(0, 20), `and ${remarks.length - 20} more differences from the manifest`];
}
