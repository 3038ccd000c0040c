import type { OpenBundle } from "../../operations/bundle-shelf/bundle-shelf.ts";
import type { ToolContext } from "../tool.ts";
import { notEvaluatedGaps } from "./not-evaluated-gaps.ts";

/** What could not be looked at: what the bundle lacks, the checks that could not be made, the files that nobody looked into, baselines that were lost. */
export function bundleGaps(open: OpenBundle, { baselines }: Pick<ToolContext, "baselines">): string[] {
  const {
    diagnosis,
    findings: { coverage },
  } = open;
  return [
    ...bundleRemarks(open),
    ...notEvaluatedGaps(diagnosis),
    ...unreadGaps(coverage.unread ?? 0),
    ...(coverage.cut ?? []),
    ...baselines.remarks,
  ];
}

function unreadGaps(unread: number): readonly string[] {
  if (unread === 0) return [];
  return [`${unread} ${unread === 1 ? "file was" : "files were"} not looked into; the coverage_report of errors says which`];
}

/** Of an archive that is cut short what is missing is no zero, whichever question is asked of it. */
export function bundleRemarks({ diagnosis: { remarks } }: Pick<OpenBundle, "diagnosis">): readonly string[] {
  const more = remarks.length - mostRemarks;
  return more <= 0 ? remarks : [...remarks.slice(0, mostRemarks), `${more} further remarks on the bundle; diagnose has them`];
}

const mostRemarks = 5;
