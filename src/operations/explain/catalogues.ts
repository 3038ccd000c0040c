import type { Check } from "../../checks/check.ts";
import { checks } from "../../checks/index.ts";
import type { Collector } from "../../collectors/collector.ts";
import { collectors } from "../../collectors/index.ts";
import type { LogPattern } from "../../findings/log-pattern.ts";
import { logPatterns } from "../../findings/patterns/index.ts";
import { catalogueNames } from "../../model/catalogue-name.ts";
import { lettersApart, nearest } from "../../model/nearest.ts";
import { inputErrorCodes } from "../../platform/input-error.ts";
import { toolFailureCodes } from "../../platform/tool-failure.ts";
import { remedies } from "../../remedies/index.ts";
import type { Remedy } from "../../remedies/remedy.ts";
import type { Runbook } from "../../runbooks/runbook.ts";
import { type Catalogue, detailsOf, type Explanation } from "./catalogue.ts";
import { verdictCatalogues } from "./verdict-explanations.ts";

/** Everything that has an id, from the declarations themselves. */
export function cataloguesWith(runbooks: readonly Runbook[]): readonly Catalogue[] {
  const all: readonly Catalogue[] = [
    ...verdictCatalogues,
    { name: "check", what: "one sign of trouble each", entries: checks.map(explainCheck) },
    { name: "remedy", what: "what helps, as plans for an operator", entries: remedies.map(explainRemedy) },
    { name: "collector", what: "parts of a node that are read", entries: collectors.map(explainCollector) },
    { name: "log-pattern", what: "lines of logs that say something", entries: logPatterns.map(explainPattern) },
    { name: "runbook", what: "procedures, step by step", entries: runbooks.map(explainRunbook) },
    { name: "input-error", what: "why a file or table could not be used", entries: Object.entries(inputErrorCodes).map(explainInputError) },
    { name: "tool-failure", what: "why a tool gave no answer", entries: Object.entries(toolFailureCodes).map(explainToolFailure) },
  ];
  return all.toSorted((one, other) => catalogueNames.indexOf(one.name) - catalogueNames.indexOf(other.name));
}

/** One id may be in several catalogues. A runbook has a name beside its id. */
export function explanationsOf(catalogues: readonly Catalogue[], asked: string): readonly Explanation[] {
  const wanted = asked.trim().toLowerCase();
  const entries = catalogues.flatMap((catalogue) => catalogue.entries);
  return entries.filter(({ id, catalogue, title, details }) => {
    if (id.toLowerCase() === wanted || `${catalogue}:${id}`.toLowerCase() === wanted) return true;
    return catalogue === "runbook" && (details?.["name"]?.toLowerCase() === wanted || title.toLowerCase() === wanted);
  });
}

/** The ids that look most like one that is in none. */
export function nearIds(catalogues: readonly Catalogue[], asked: string): readonly string[] {
  const wanted = asked.trim().toLowerCase();
  const ids = [...new Set(catalogues.flatMap(({ entries }) => entries.map(({ id }) => id)))];
  return nearest(
    ids,
    (id) => lettersApart(id.toLowerCase(), wanted),
    (far, id) => far <= Math.max(2, Math.floor(id.length / 2)),
  ).slice(0, mostNear);
}

const mostNear = 5;

function explainCheck({ id, title, says, why, doesNotMean, nextCommand, thresholds, levels, judges, needs }: Check): Explanation {
  const told = Object.entries(thresholds).map(([name, threshold]) => ({ name, ...threshold }));
  return {
    ...{ id, catalogue: "check", title, means: `${says} ${why}`, doesNotMean },
    ...(told.length === 0 ? {} : { thresholds: told }),
    ...detailsOf({
      ...levels,
      judges: judges === "increase" ? "the increase between two samples" : "one sample",
      needs: needs.join(", "),
    }),
    next: nextCommand,
  };
}

function explainRemedy({ id, title, why, kind, when, rating, helpsAgainst, doesNotHelpAgainst }: Remedy): Explanation {
  return {
    ...{ id, catalogue: "remedy", title, means: why },
    ...detailsOf({ rating, when, kind, helpsAgainst: helpsAgainst.join(", "), neverUnder: doesNotHelpAgainst.join(", ") }),
    next: "Call diagnose: where it fits the node, its plan has the commands, how to verify and how to undo. An operator runs them.",
  };
}

function explainCollector({ part, title, why, reads, capability, cost }: Collector): Explanation {
  return {
    ...{ id: part, catalogue: "collector", title, means: why },
    ...detailsOf({
      reads: reads.join(", "),
      needs: capability === undefined ? undefined : `${capability.name}, for ${capability.gives}`,
      cost: cost === "dump" ? "walks the whole table" : "cheap",
    }),
  };
}

function explainPattern({ id, title, severity, component, means, doesNotMean, next, source, examples }: LogPattern): Explanation {
  return {
    ...{ id, catalogue: "log-pattern", title, means, doesNotMean },
    ...detailsOf({ severity, component, source, example: examples.matches[0] }),
    next,
  };
}

function explainRunbook({ id, name, about }: Runbook): Explanation {
  const { title, description, objective, severity, triggers } = about;
  return {
    ...{ id, catalogue: "runbook", title, means: `${description} ${objective}` },
    ...detailsOf({ name, severity, triggers: triggers.join(", ") }),
    next: `Call get_sop with sopName ${name}.`,
  };
}

function explainInputError([id, { means, advice }]: readonly [string, { readonly means: string; readonly advice: string }]): Explanation {
  return { id, catalogue: "input-error", title: `An input that could not be used: ${id}`, means, next: advice };
}

function explainToolFailure([id, { means, next }]: readonly [string, { readonly means: string; readonly next: string }]): Explanation {
  return { id, catalogue: "tool-failure", title: `A call that gave no answer: ${id}`, means, next };
}
