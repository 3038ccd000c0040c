import { validateContract } from "../../contract/tools/validate.ts";
import type { OpenBundle, ShelvedFile } from "../../operations/bundle-shelf/bundle-shelf.ts";
import { type ExpectedPart, expectedParts } from "../../operations/bundle-shelf/expected-parts.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { sizeText } from "../../report/collect-report.ts";
import { answeringBundleOf } from "../answer-parts/answering-bundle.ts";
import { logKeyOf } from "../arguments/open-log-key.ts";
import { openNodeBundle, openShelvedBundle } from "../arguments/open-node-bundle.ts";
import { runOfId } from "../arguments/run-of-id.ts";
import { defineTool, type ToolCall, type ToolContext } from "../tool.ts";

export const validateTool = defineTool(validateContract, async ({ instanceId, executionId, path }, context, call) => {
  const open = await openAsked(context, { instanceId, executionId }, call);
  const { files, findings, presentParts = [], layout = "loose", bundle, diagnosis, text } = open;
  const isThere = ({ part }: ExpectedPart) => presentParts.includes(part);
  const missing = expectedParts.filter((expected) => !isThere(expected));
  const needed = missing.filter(({ isNeeded }) => isNeeded);
  const totalSize = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const wanted = path === undefined ? files : files.filter((file) => file.path.includes(path));
  const remarks = [...new Set([...(bundle.remarks ?? []), ...diagnosis.remarks, ...(text.remarks ?? [])])];
  return {
    value: {
      success: true as const,
      ...answeringBundleOf(open.bundle),
      layout,
      complete: needed.length === 0,
      completeness: completeness(needed),
      fileCount: files.length,
      ...{ totalSize, totalSizeHuman: sizeText(totalSize) },
      foundPatterns: expectedParts.filter(isThere).map(({ part, tells }) => ({ part, tells })),
      missingPatterns: missing
        .toSorted((left, right) => Number(right.isNeeded) - Number(left.isNeeded))
        .map(({ part, files: wantedFiles, tells, isNeeded }) => ({ part, files: wantedFiles, wouldHaveTold: tells, isNeeded })),
      hasFindingsIndex: true,
      totalFindings: findings.findings.length,
      remarks: remarks.slice(0, mostRemarks),
      manifest: manifestOf(open, wanted),
      gaps: [
        ...missing.map(({ tells, files: wantedFiles }) => `not known: ${tells}; it would be in ${wantedFiles}`),
        ...(wanted.length > mostListed
          ? [`${wanted.length - mostListed} of ${wanted.length} files are not listed: path narrows them`]
          : []),
        ...(remarks.length > mostRemarks ? [`${remarks.length - mostRemarks} more remarks`] : []),
      ],
      nextStep:
        needed.length === 0
          ? "Call quick_triage or errors for what is wrong."
          : "Call diagnose: it says what can be told without them; or collect again.",
    },
  };
});

const mostListed = 50;
const mostRemarks = 20;

async function openAsked(
  context: ToolContext,
  { instanceId, executionId }: { readonly instanceId: string | undefined; readonly executionId: string | undefined },
  call: ToolCall,
): Promise<OpenBundle> {
  if (instanceId !== undefined && executionId === undefined) return openNodeBundle(context, instanceId, call);
  if (executionId === undefined || instanceId !== undefined)
    throw new ToolFailure("bad-argument", "give either instanceId or executionId, and one of them only");
  const run = runOfId(context.runs, executionId);
  const id = run.bundle?.id;
  const bundle = id === undefined ? undefined : (await context.shelf.list(call.signal)).bundles.find((candidate) => candidate.id === id);
  if (bundle !== undefined) return openShelvedBundle(context, bundle, call);
  throw new ToolFailure(
    "no-bundle",
    run.state === "completed"
      ? `the bundle of ${executionId} is no longer there`
      : `the collection ${executionId} is ${run.state}: it has no bundle`,
    run.state === "running" ? { next: "Call status until it has ended." } : {},
  );
}

function completeness(needed: readonly ExpectedPart[]): string {
  const all = expectedParts.filter(({ isNeeded }) => isNeeded).length;
  const rule = `a bundle is complete when it has all ${all} parts that tell which limit is hit`;
  return needed.length === 0 ? `${rule}, and this one has` : `${rule}; this one lacks ${needed.map(({ part }) => part).join(", ")}`;
}

/** What was recognised comes first, then the largest. */
function manifestOf(open: OpenBundle, files: readonly ShelvedFile[]) {
  const rank = ({ kind, logTypes }: ShelvedFile) => (kind !== "unknown" ? 0 : logTypes.length > 0 ? 1 : 2);
  return files
    .toSorted((left, right) => rank(left) - rank(right) || right.bytes - left.bytes)
    .slice(0, mostListed)
    .map(({ path, bytes, kind, logTypes, isBinary }) => ({
      ...{ logKey: logKeyOf(open, path), size: bytes, kind, logTypes: [...logTypes] },
      ...(isBinary ? { isBinary: true as const } : {}),
    }));
}
