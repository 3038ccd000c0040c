import type { FindingsIndex } from "../../findings/findings-index.ts";
import { isoTime } from "../../model/iso-time.ts";
import type { Diagnosis } from "../../model/verdict.ts";
import type { OpenBundle } from "../../operations/bundle-shelf/bundle-shelf.ts";
import type { ToolContext } from "../tool.ts";

/** Which bundle an answer was read from. */
export function bundleAnswerOf({ bundle }: OpenBundle) {
  return {
    id: bundle.id,
    node: bundle.node,
    ...(bundle.cluster === undefined ? {} : { cluster: bundle.cluster }),
    collectedAt: isoTime(bundle.collectedAtMs),
  };
}

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

/** What could not be looked at: what the bundle lacks, the checks that could not be made, the files that were passed over, baselines that were lost. */
export function gapsOf(open: OpenBundle, { baselines }: Pick<ToolContext, "baselines">): string[] {
  const {
    diagnosis,
    findings: { coverage },
  } = open;
  return [
    ...remarksOn(open),
    ...notEvaluatedTexts(diagnosis),
    ...(coverage.skipped.length === 0
      ? []
      : [`${coverage.skipped.length} files were passed over, wholly or in part; coverage_report names them`]),
    ...(coverage.cut ?? []),
    ...baselines.remarks,
  ];
}

/** Of an archive that is cut short what is missing is no zero, whichever question is asked of it. */
export function remarksOn({ diagnosis: { remarks } }: Pick<OpenBundle, "diagnosis">): readonly string[] {
  const more = remarks.length - mostRemarks;
  return more <= 0 ? remarks : [...remarks.slice(0, mostRemarks), `${more} further remarks on the bundle; diagnose has them`];
}

/** Checks that lack the same thing are one gap, whatever each of them counted. */
function notEvaluatedTexts({ notEvaluated }: Diagnosis): readonly string[] {
  const byReason = Map.groupBy(notEvaluated, ({ because }) => because.replace(/\b\d+ since/, "so many since"));
  const texts = [...byReason].map(([because, checks]) => `not evaluated: ${checks.map(({ check }) => check).join(", ")} (${because})`);
  const more = texts.length - mostReasons;
  return more <= 0 ? texts : [...texts.slice(0, mostReasons), `checks that were not evaluated for ${more} further reasons`];
}

const mostReasons = 10;
const mostRemarks = 5;
