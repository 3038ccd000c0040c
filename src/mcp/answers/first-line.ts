import { runStates } from "../../model/collection-run.ts";
import { findingSeverities } from "../../model/finding.ts";
import { severityOrder } from "../../model/verdict.ts";
import { countText } from "../../report/figures.ts";
import type { JsonSchema } from "./json-schema.ts";
import { OwnFacts } from "./own-facts.ts";
import { titleOf, verdictWords } from "./verdict-words.ts";

/** What an answer comes to, in one line of words that nobody but us can have written: the verdict where it has one. */
export function firstLine(tool: string, value: Readonly<Record<string, unknown>>, schema: JsonSchema): string {
  const facts = new OwnFacts(value, schema);
  const missing = facts.count("notEvaluated") === 1 && facts.word("confidence") === "none";
  const said = missing ? "not evaluated: nobody could look; notEvaluated says what is wanted." : sentenceOf(tool, facts);
  return `${tool}: ${said}`;
}

function sentenceOf(tool: string, facts: OwnFacts): string {
  const verdict = verdictWords(facts, "verdict");
  const more = (Object.hasOwn(sentences, tool) ? sentences[tool]?.(facts) : undefined) ?? "";
  if (verdict !== undefined || more !== "") return [verdict ?? "", more].filter(Boolean).join(" ");
  const listed = facts.summary(mostFacts);
  return listed === "" ? "answered." : `${listed}.`;
}

const mostFacts = 12;

/** What each tool has to say beside the verdict, or instead of one. */
const sentences: Readonly<Record<string, (facts: OwnFacts) => string | undefined>> = {
  diagnose: (facts) => {
    const [severity, answered] = [facts.word("fleet.severity"), facts.number("fleet.answered")];
    if (severity === undefined || answered === undefined) return undefined;
    return `${severity.toUpperCase()} is the worst of ${counted(answered, "node")}: ${severities(facts.words("fleet.nodes[].severity"))}${silent(facts.count("fleet.unanswered"))}.`;
  },
  quick_triage: (facts) => {
    const [category, confidence] = [facts.word("rootCause.category"), facts.word("rootCause.confidence")];
    const root = category === undefined || category === "none" ? [] : [`Kind of trouble: ${category}${basis(facts)}, ${confidence}.`];
    return [...root, `${findings(facts, "errorSummary", "total")} in the window.`].join(" ");
  },
  errors: (facts) => `${findings(facts, "summary", "")} in the window${facts.at("hasMore") === true ? ", on several pages" : ""}.`,
  correlate: (facts) =>
    `${counted(facts.count("temporal_clusters"), "cluster")}, ${counted(facts.count("correlations"), "known relation")}; confidence ${facts.word("confidence") ?? "none"}.`,
  summarize: (facts) =>
    facts.at("grounded") === true
      ? "Every id was found."
      : `${counted(facts.count("unresolvedFindingIds"), "id")} could not be found, and nothing was concluded from them.`,
  network_diagnostics: (facts) =>
    `${facts.number("issuesSummary.critical") ?? 0} critical, ${facts.number("issuesSummary.warning") ?? 0} warnings; ${counted(facts.count("issuesSummary.sectionsNotEvaluated"), "section")} not evaluated.`,
  search: (facts) => {
    const matches = counted(facts.number("totalMatches"), "matching line");
    const whole = facts.at("coverage_report.scan_complete") === true ? "" : "; not everything was searched";
    const none = facts.all("results[].isHit").includes(false) ? "; counters that stand still are no hits" : "";
    return `${matches} in ${counted(facts.count("results"), "file")} of ${facts.number("filesSearched") ?? 0} that were searched${whole}${none}.`;
  },
  cluster_health: (facts) => {
    const bySeverity = severityOrder.flatMap((severity) => {
      const nodes = facts.number(`healthSummary.bySeverity.${severity}`) ?? 0;
      return nodes === 0 ? [] : [`${nodes} ${severity}`];
    });
    const limits = facts.words("reading.limits[].id").map((id) => `${titleOf(id)} (${id})`);
    const what = limits.length === 0 ? "" : ` ${limits.join("; ")}.`;
    return `${counted(facts.number("healthSummary.totalNodes"), "node")}: ${bySeverity.join(", ") || "none answered"}${silent(facts.number("healthSummary.unanswered"))}.${what}`;
  },
  compare_nodes: (facts) =>
    `${counted(facts.count("nodes"), "node")} (${severities(facts.words("nodes[].severity"))}); what is wrong is ${facts.word("insightKind") ?? "not asked"}; ${counted(facts.count("commonFindings"), "finding")} in common, ${counted(facts.count("configDiffs"), "difference")} of configuration.`,
  top_talkers: (facts) => {
    const [total, by] = [facts.number("total"), facts.word("by")];
    return total === undefined || by === undefined ? undefined : `${counted(total, "entry")} by ${by}${use(facts)}.`;
  },
  find_flow: (facts) => {
    const [found, walked] = [facts.number("found"), facts.number("walked")];
    return found === undefined || walked === undefined ? undefined : `${counted(found, "entry")} found among ${countText(walked)}.`;
  },
  forecast: (facts) => {
    const kind = facts.word("kind");
    if (kind === undefined) return undefined;
    const seconds = facts.number("secondsToFull.estimate");
    return `${forecasts[kind] ?? kind}${kind === "fills" && seconds !== undefined ? `, in about ${countText(Math.round(seconds))} s` : ""}${use(facts)}.`;
  },
  plan_change: (facts) => {
    const [today, tomorrow] = [facts.number("today.entries.estimate"), facts.number("tomorrow.entries.estimate")];
    const [before, after] = [facts.number("today.max"), facts.number("tomorrow.max")];
    if (today === undefined || tomorrow === undefined || before === undefined || after === undefined) return undefined;
    return `${counted(today, "entry")} of ${countText(before)} today, about ${countText(tomorrow)} of ${countText(after)} after it. Nothing was changed.`;
  },
  validate: (facts) =>
    `${facts.at("complete") === true ? "all that the verdict needs is there" : "not all that the verdict needs is there"}: ${counted(facts.number("fileCount"), "file")}, ${counted(facts.number("totalFindings"), "finding")}.`,
  read: (facts) =>
    `bytes ${facts.number("startByte") ?? 0} to ${facts.number("endByte") ?? 0} of ${facts.number("totalSize") ?? 0}${facts.at("hasMore") === true ? "; there is more" : ""}.`,
  collect: (facts) => collection(facts),
  status: (facts) => collection(facts),
  batch_collect: (facts) =>
    `${counted(facts.count("executions"), "collection")} of ${counted(facts.number("totalNodes"), "node")}${facts.at("dryRun") === true ? ", only planned" : ""}${task(facts)}.`,
  batch_status: (facts) =>
    `${counted(facts.number("summary.total"), "collection")}: ${runStates.map((state) => `${facts.number(`summary.${state}`) ?? 0} ${state}`).join(", ")}.`,
  history: (facts) =>
    `${counted(facts.number("totalExecutions"), "execution")}, ${counted(facts.number("totalCollections"), "bundle")}, ${facts.number("totalUnreadable") ?? 0} unreadable.`,
  list_sops: (facts) => `${counted(facts.number("count"), "runbook")}.`,
};

const forecasts: Readonly<Record<string, string>> = {
  full: "the table is full",
  fills: "the table fills up",
  "levels-off": "the table levels off below its limit",
  falls: "the table empties",
  steady: "the table stays as it is",
  "no-trend": "no trend can be told",
  "too-short": "there are too few samples for a trend",
  unlimited: "the table has no limit",
};

function counted(count: number | undefined, one: string): string {
  const several = one.endsWith("y") ? `${one.slice(0, -1)}ies` : `${one}s`;
  return `${countText(count ?? 0)} ${count === 1 ? one : several}`;
}

function severities(words: readonly string[]): string {
  return [...Map.groupBy(words, (word) => word)].map(([word, all]) => `${all.length} ${word}`).join(", ") || "none listed";
}

function silent(count: number | undefined): string {
  return count === undefined || count === 0 ? "" : `; ${count} did not answer`;
}

function basis(facts: OwnFacts): string {
  const restsOn = facts.word("rootCause.restsOn");
  if (restsOn === "checks") return " by what was measured";
  return restsOn === "logs" ? " by log lines alone" : "";
}

function findings(facts: OwnFacts, field: string, total: string): string {
  const counts = findingSeverities.map((level) => facts.number(`${field}.${level}`) ?? 0);
  const all = (total === "" ? undefined : facts.number(`${field}.${total}`)) ?? counts.reduce((sum, count) => sum + count, 0);
  const parts = findingSeverities.flatMap((level, at) => (counts[at] === 0 ? [] : [`${counts[at]} ${level}`]));
  return `${counted(all, "finding")}${parts.length === 0 ? "" : ` (${parts.join(", ")})`}`;
}

function use(facts: OwnFacts): string {
  const [count, max] = [facts.number("count"), facts.number("max")];
  if (count === undefined || max === undefined) return "";
  return max === 0
    ? `; the kernel counts ${countText(count)}, without a limit`
    : `; the kernel counts ${countText(count)} of ${countText(max)}`;
}

function collection(facts: OwnFacts): string | undefined {
  const status = facts.word("status");
  if (status === undefined) return undefined;
  const old = facts.at("nothingCollected") === true ? "; nothing was collected, the newest bundle stands for the node" : "";
  return `${status}${old}.`;
}

function task(facts: OwnFacts): string {
  const state = facts.word("task.state");
  return state === undefined ? "" : `, ${state}`;
}
