import { listSopsContract } from "../../contract/tools/list-sops.ts";
import { causeIds, limitIds, lookAlikeIds } from "../../model/verdict.ts";
import { matchRunbooks, type RunbookOccasion } from "../../runbooks/match-runbooks.ts";
import type { Runbook } from "../../runbooks/runbook.ts";
import { defineTool } from "../tool.ts";

export const listSopsTool = defineTool(listSopsContract, async ({ query }, { runbooks }) => {
  const sops =
    query === undefined
      ? runbooks.map(entryOf)
      : matchRunbooks(runbooks, occasionOf(query)).map(({ runbook, because }) => ({ ...entryOf(runbook), because: [...because] }));
  return {
    value: {
      success: true as const,
      sops,
      count: sops.length,
      ...(sops.length > 0 || query === undefined
        ? { nextStep: "Call get_sop with the name of one." }
        : { nextStep: "Call list_sops without query, or get_sop with N6: it is for when nobody knows where to look." }),
    },
  };
});

/** An id of the verdict is more than a word. */
function occasionOf(query: string): RunbookOccasion {
  const id = query.trim();
  const limit = limitIds.find((one) => one === id);
  const lookAlikes = lookAlikeIds.flatMap((one) => (one === id ? [{ id: one, confidence: "high" as const, because: "asked for" }] : []));
  const causes = causeIds.flatMap((one) => (one === id ? [{ id: one, confidence: "high" as const, because: "asked for" }] : []));
  return { verdict: { limit: limit ?? "none", lookAlikes, causes }, words: query };
}

function entryOf({ name, id, about, text }: Runbook) {
  const { title, description, severity, triggers } = about;
  return { name, id, title, description, severity, triggers: [...triggers], size: Buffer.byteLength(text) };
}
