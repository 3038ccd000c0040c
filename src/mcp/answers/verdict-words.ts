import { causes } from "../../verdict/causes/index.ts";
import { limits } from "../../verdict/limits/index.ts";
import { lookAlikes } from "../../verdict/look-alikes/index.ts";
import { noLimit } from "../../verdict/no-limit.ts";
import type { OwnFacts } from "./own-facts.ts";

/** A verdict as a sentence of ours alone: what it names of the node stands inside the fence. Undefined where there is none under that field. */
export function verdictWords(facts: OwnFacts, field: string): string | undefined {
  const limit = facts.word(`${field}.limit`);
  if (limit === undefined) return undefined;
  const [severity, confidence] = [facts.word(`${field}.severity`), facts.word(`${field}.confidence`)];
  const sure = confidence === undefined ? "" : `, confidence ${confidence}`;
  const said = `${titleOf(limit)} (${limit}${sure})`;
  const why = named(facts.words(`${field}.causes[].id`));
  const alikes = named(facts.words(`${field}.lookAlikes[].id`));
  return [
    `${severity === undefined ? "" : `${severity.toUpperCase()}: `}${said}.`,
    ...(why === "" ? [] : [`Why: ${why}.`]),
    // Beside a limit it is a second matter; where none is hit, it is the matter.
    ...(alikes === "" ? [] : [`${limit === "none" ? "What loses connections" : "Beside it"}: ${alikes}.`]),
  ].join(" ");
}

export function titleOf(id: string): string {
  return titles.get(id) ?? "Not every limit could be looked at";
}

const titles: ReadonlyMap<string, string> = new Map(
  [...limits, noLimit, ...lookAlikes, ...causes].map(({ id, title }) => [id as string, title]),
);

function named(ids: readonly string[]): string {
  return ids.map((id) => `${lowered(titleOf(id))} (${id})`).join("; ");
}

/** `UDP` and `BPF` stay. */
function lowered(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}
