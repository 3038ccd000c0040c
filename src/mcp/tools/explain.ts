import { explainContract } from "../../contract/tools/explain.ts";
import type { Catalogue, Explanation } from "../../operations/explain/catalogue.ts";
import { cataloguesWith, explanationsOf, nearIds } from "../../operations/explain/catalogues.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import type { Document } from "../../report/document.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { defineTool } from "../tool.ts";

export const explainTool = defineTool(explainContract, async ({ id }, { runbooks }) => {
  const catalogues = cataloguesWith(runbooks);
  if (id === undefined) {
    const told = catalogues.map(({ name, what, entries }) => ({ catalogue: name, what, ids: entries.map((entry) => entry.id) }));
    return {
      value: { success: true as const, catalogues: told, nextStep: "Call explain with one of the ids." },
      words: listWords(catalogues),
    };
  }
  const entries = explanationsOf(catalogues, id);
  const [first] = entries;
  if (first === undefined) throw unknownId(id, nearIds(catalogues, id));
  const value = {
    success: true as const,
    id: first.id,
    explanations: entries,
    ...(first.next === undefined ? {} : { nextStep: first.next }),
  };
  return { value, words: entries.flatMap(entryWords) };
});

function unknownId(id: string, near: readonly string[]): ToolFailure {
  const asked = JSON.stringify(harmlessText(id.slice(0, 100)));
  const nearText = near.length === 0 ? "" : `; near: ${near.join(", ")}`;
  const ofAnswer = /^[EFSC]-/.test(id)
    ? " Ids that begin with E-, F-, S- or C- are of one answer: E- is evidence of diagnose, whose type is the id of a check; summarize takes the others."
    : "";
  return new ToolFailure("unknown", `no catalogue has the id ${asked}${nearText}.${ofAnswer}`);
}

function listWords(catalogues: readonly Catalogue[]): Document {
  return catalogues.flatMap(
    ({ name, what, entries }): Document => [
      { kind: "heading", text: `${name}: ${what}` },
      { kind: "paragraph", text: entries.map(({ id }) => id).join(", ") },
    ],
  );
}

function entryWords({ id, catalogue, title, means, doesNotMean, thresholds = [], details = {}, next }: Explanation): Document {
  const items = [
    ...(doesNotMean === undefined ? [] : [`Does not mean: ${doesNotMean}`]),
    ...thresholds.map(({ name, default: value, unit, source }) => `${name}: ${value} ${unit} (${source})`),
    ...Object.entries(details).map(([name, text]) => `${name}: ${text}`),
    ...(next === undefined ? [] : [`Next: ${next}`]),
  ];
  return [
    { kind: "title", text: `${title} (${catalogue} ${id})` },
    { kind: "paragraph", text: means },
    ...(items.length === 0 ? [] : [{ kind: "list" as const, items }]),
  ];
}
