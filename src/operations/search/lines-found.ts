import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openTemporaryFolder } from "../../store/temporary-folder.ts";
import { searchBundle } from "./search-bundle.ts";

/**
 * In which of some lines, counted from 0, an expression is found; in the same thread as any other search, since it may be one that never ends. Throws what a search
 * throws.
 */
export async function linesFound(lines: readonly string[], pattern: string, signal: AbortSignal): Promise<ReadonlySet<number>> {
  if (lines.length === 0) return new Set();
  const folder = openTemporaryFolder("lines");
  try {
    const diskPath = join(folder.path, "lines");
    const text = Buffer.from(lines.map((line) => line.replace(/[\r\n]/g, " ")).join("\n"));
    await writeFile(diskPath, text, { mode: 0o600 });
    const place = { path: "lines", diskPath, start: 0, bytes: text.length };
    const { files } = await searchBundle([place], { pattern, contextLines: 0, maxMatches: lines.length, signal });
    return new Set(files.flatMap(({ matches }) => matches.map(({ lineNumber }) => lineNumber - 1)));
  } finally {
    folder.remove();
  }
}
