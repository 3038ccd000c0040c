import { infrastructureText } from "../../model/owner.ts";
import type { Diagnosis, LimitId, LookAlikeId, Plan } from "../../model/verdict.ts";
import { percentText } from "../../report/figures.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { culpritWords } from "../../verdict/culprit-words.ts";
import { withinBytes } from "./within-bytes.ts";

/** A limit or a look-alike as a cluster is told of it: what, who, and what to do next, in so many bytes. */
export function verdictNote(diagnosis: Diagnosis, id: LimitId | LookAlikeId, maximumBytes: number): string {
  const parts = [whoWords(diagnosis, id), nextWords(diagnosis)].filter((part) => part !== "").map((part) => withinBytes(part, 300));
  const rest = parts.map((part) => ` ${part}`).join("");
  // Who and what to do stay whole; the reasons are shortened before them.
  return `${withinBytes(whatWords(diagnosis, id), maximumBytes - Buffer.byteLength(rest))}${rest}`;
}

function whatWords({ verdict }: Diagnosis, id: LimitId | LookAlikeId): string {
  if (verdict.limit === id) return `${id} (${verdict.severity}, confidence ${verdict.confidence}): ${harmlessText(verdict.summary)}`;
  const alike = verdict.lookAlikes.find((one) => one.id === id);
  return alike === undefined ? id : `${id} (confidence ${alike.confidence}), no full table: ${harmlessText(alike.because)}.`;
}

/** Those who fill a table say nothing of a loss that has nothing to do with it. */
function whoWords({ verdict, culprits }: Diagnosis, id: LimitId | LookAlikeId): string {
  const [first] = culprits;
  if (first === undefined || verdict.limit !== id) return "";
  return harmlessText(
    `Most entries: ${culpritWords(first)}, ${first.isAtLeast === true ? "at least " : ""}${percentText(first.share)} of the table.`,
  );
}

function nextWords({ plans }: Diagnosis): string {
  const [plan] = plans.filter(({ when }) => when === "immediate");
  const title = plan === undefined ? "" : `${harmlessText(plan.title)} [${plan.rating}]${commandWords(plan)}. `;
  return `Next: ${title}All of it: ullage diagnose on this node.`;
}

function commandWords({ commands }: Plan): string {
  const [command] = commands;
  return command === undefined || command.includes("\n") ? "" : `: ${harmlessText(command)}`;
}

/** By which an Event is known from another: whom it names. */
export function foremostCulprit({ culprits }: Diagnosis): string | undefined {
  const [first] = culprits;
  if (first === undefined) return undefined;
  return first.isInfrastructure === true ? infrastructureText(first.name) : first.name;
}
