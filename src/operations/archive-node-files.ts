import type { TextRedactor } from "../analysis/redaction/text-redactor.ts";
import { errnoOf } from "../platform/errno.ts";
import { BundleNotWritten } from "../sources/bundle-writer/bundle-file.ts";
import type { GzipArchive } from "../sources/bundle-writer/gzip-archive.ts";
import { nodeFiles } from "../sources/bundle-writer/node-files.ts";
import type { NotRead } from "../sources/bundle-writer/node-logs.ts";
import { SourceAbsent } from "../sources/source-absent.ts";
import type { Sources } from "../sources/sources.ts";

export interface NodeFilesOptions {
  readonly hostRoot: string;
  readonly redactor: TextRedactor | undefined;
  readonly signal: AbortSignal;
}

/** What is text on the node and costs nothing to read; says of which there is none, and why. */
export async function archiveNodeFiles(
  archive: GzipArchive,
  sources: Sources,
  { hostRoot, redactor, signal }: NodeFilesOptions,
): Promise<readonly NotRead[]> {
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
