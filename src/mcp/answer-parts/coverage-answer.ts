import type { FindingsIndex } from "../../findings/findings-index.ts";

export function coverageAnswerOf({ coverage }: FindingsIndex, mostSkipped: number) {
  return {
    files_scanned: coverage.filesScanned,
    files_in_bundle: coverage.filesInBundle,
    bytes_scanned: coverage.bytesScanned,
    files_skipped: coverage.skipped.length,
    skipped: coverage.skipped.slice(0, mostSkipped).map(({ file, because }) => ({ file, because })),
    cut: [...(coverage.cut ?? [])],
  };
}
