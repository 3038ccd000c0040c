import type { OpenBundle } from "../../operations/bundle-shelf/bundle-shelf.ts";
import type { ToolContext } from "../tool.ts";
import { notEvaluatedGaps } from "./not-evaluated-gaps.ts";

/** What could not be looked at: what the bundle lacks, the checks that could not be made, the files that were passed over, baselines that were lost. */
export function bundleGaps(open: OpenBundle, { baselines }: Pick<ToolContext, "baselines">): string[] {
  const {
    diagnosis,
    findings: { coverage },
  } = open;
  return [
    ...bundleRemarks(open),
    ...notEvaluatedGaps(diagnosis),
    ...(coverage.skipped.length === 0
      ? []
      : [`${coverage.skipped.length} files were passed over, wholly or in part; coverage_report names them`]),
    ...(coverage.cut ?? []),
    ...baselines.remarks,
  ];
}

/** Of an archive that is cut short what is missing is no zero, whichever question is asked of it. */
export function bundleRemarks({ diagnosis: { remarks } }: Pick<OpenBundle, "diagnosis">): readonly string[] {
  const more = remarks.length - mostRemarks;
  return more <= 0 ? remarks : [...remarks.slice(0, mostRemarks), `${more} further remarks on the bundle; diagnose has them`];
}

const mostRemarks = 5;
