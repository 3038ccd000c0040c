import type { compareNodesContract } from "../../src/contract/tools/compare-nodes.ts";
import type { correlateContract } from "../../src/contract/tools/correlate.ts";
import type { errorsContract } from "../../src/contract/tools/errors.ts";
import type { networkDiagnosticsContract } from "../../src/contract/tools/network-diagnostics.ts";
import type { searchContract } from "../../src/contract/tools/search.ts";
import type { statusContract } from "../../src/contract/tools/status.ts";
import type { summarizeContract } from "../../src/contract/tools/summarize.ts";
import type { ToolOutput } from "../../src/contract/tools/tool-contract.ts";

/** What the tools of the runbook have answered, by its steps. */
export interface D3Answers {
  readonly run: ToolOutput<typeof statusContract>;
  readonly errors: ToolOutput<typeof errorsContract>;
  readonly network: ToolOutput<typeof networkDiagnosticsContract>;
  readonly evidence: ToolOutput<typeof searchContract>;
  readonly settings: ToolOutput<typeof searchContract>;
  readonly tableFull: ToolOutput<typeof searchContract>;
  readonly allowance: ToolOutput<typeof searchContract>;
  readonly chain: ToolOutput<typeof correlateContract>;
  readonly comparison: ToolOutput<typeof compareNodesContract> | undefined;
  /** Missing where there is nothing at all to be summarised. */
  readonly summary: ToolOutput<typeof summarizeContract> | undefined;
}

/** The output format of the runbook. */
export interface D3Report {
  readonly root_cause: string;
  readonly evidence: readonly { readonly type: "finding" | "search" | "verdict"; readonly content: string }[];
  readonly severity: string;
  readonly mitigation: { readonly immediate: string; readonly long_term: string };
}

export const kernelCause = "kernel_conntrack exhaustion";
export const instanceCause = "aws_instance_limit exhaustion";

/** Which of the two limits of the runbook a limit of the tools is. */
const causesOfLimit: Readonly<Record<string, readonly string[]>> = {
  "kernel-table-full": [kernelCause],
  "kernel-table-evicting": [kernelCause],
  "instance-allowance": [instanceCause],
  "kernel-and-instance": [kernelCause, instanceCause],
};

/**
 * An agent's judgement, from nothing but what the tools said. Each limit that it names rests on a measurement of its own: the kernel's on a finding, the instance's on
 * a counter that rose. Tools that contradict one another end it, since there is no telling who is right.
 */
export function judgeD3(answers: D3Answers): D3Report {
  const { run, errors, network, summary } = answers;
  if (run.status !== "Success") return unanswered(run.failureReason ?? run.status);
  const ranked = network.rootCauseRanking.find(({ kind }) => kind === "limit")?.id;
  const limit = summary?.verdict.limit ?? ranked ?? "unknown";
  if (ranked !== (limit === "none" || limit === "unknown" ? undefined : limit))
    throw new Error(`network_diagnostics names ${ranked ?? "no limit"}, summarize ${limit}`);
  const causes = causesOfLimit[limit] ?? [];

  const counters = countersOf(answers);
  const risen = counters.filter(({ isHit }) => isHit === true);
  if (causes.includes(instanceCause) !== risen.length > 0)
    throw new Error(`${limit}, and of conntrack_allowance_exceeded ${risen.length} have risen: ${counters.map(({ because }) => because)}`);
  const ofKernel = errors.findings.filter(
    ({ component, severity }) => component === "conntrack" && (severity === "critical" || severity === "high"),
  );
  if (causes.includes(kernelCause) && ofKernel.length === 0) throw new Error(`${limit}, and errors has no finding of it`);

  const remedies = (when: string) =>
    (summary?.recommendations ?? [])
      .filter((one) => one.when === when && one.rating !== "GREEN")
      .map(({ title, rating, commands, verify }) => `Operator: ${title} (${rating}): ${commands[0] ?? ""}; then ${verify[0] ?? ""}`)
      .join("\n");
  return {
    root_cause: causes.length > 0 ? causes.join(" + ") : `neither: ${[limit, ...lookAlikes(answers)].join(" + ")}`,
    evidence: evidenceOf(answers),
    severity: (summary?.verdict.severity ?? "unknown").toUpperCase(),
    mitigation: { immediate: remedies("immediate"), long_term: remedies("long-term") },
  };
}

/** What was collected before is of before. */
function unanswered(because: string): D3Report {
  return {
    root_cause: `neither: unknown (${because})`,
    evidence: [],
    severity: "UNKNOWN",
    mitigation: { immediate: "Operator: ullage diagnose on the node itself", long_term: "" },
  };
}

function lookAlikes({ network }: D3Answers): readonly string[] {
  return network.rootCauseRanking.flatMap(({ kind, id }) => (kind === "look-alike" ? [id] : []));
}

function countersOf({ evidence, allowance }: D3Answers) {
  return [evidence, allowance]
    .flatMap(({ results }) => results.flatMap(({ matches }) => matches.flatMap(({ counters = [] }) => counters)))
    .filter(({ name }) => name === "conntrack_allowance_exceeded");
}

function evidenceOf(answers: D3Answers): D3Report["evidence"] {
  const { errors, network, tableFull, evidence, summary } = answers;
  const { nfConntrackCount: count, nfConntrackMax: max } = network.diagnostics.kube_proxy?.conntrack ?? {};
  const lines = tableFull.results.filter(({ isHit }) => isHit !== false);
  return [
    ...errors.findings.map(({ finding_id, title, sample = "", file = "" }) => ({
      type: "finding" as const,
      content: `${finding_id} ${title}: ${sample} (${file})`,
    })),
    ...(count === undefined || max === undefined ? [] : [{ type: "search" as const, content: `count=${count} max=${max}` }]),
    ...lines.map(({ finding_id, file, matchCount }) => ({
      type: "search" as const,
      content: `${finding_id} table full: ${matchCount} lines of ${file}`,
    })),
    ...evidence.assessment.map((content) => ({ type: "search" as const, content })),
    ...(summary === undefined ? [] : [{ type: "verdict" as const, content: summary.verdict.summary }]),
  ];
}
