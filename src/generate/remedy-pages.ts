import { countText } from "../model/count-text.ts";
import { causeIds, limitIds, lookAlikeIds, type Plan } from "../model/verdict.ts";
import { type ExampleHost, exampleHosts, exampleSituation } from "../remedies/example-situation.ts";
import { remedies } from "../remedies/index.ts";
import type { PlanDraft, Remedy, VerdictId } from "../remedies/remedy.ts";
import { markdownPage, markdownTable, type Page } from "./page.ts";

export function remedyPages(): readonly Page[] {
  return [...remedies.map(remedyPage), indexPage()];
}

interface Example {
  readonly host: ExampleHost;
  readonly against: VerdictId;
  readonly plan: PlanDraft;
}

/** The first example node and verdict that the remedy fits. */
function exampleOf(remedy: Remedy): Example | undefined {
  for (const against of remedy.helpsAgainst) {
    for (const host of hostsFor(against)) {
      const situation = exampleSituation(against, host);
      const plan = remedy.doesNotHelpAgainst.includes(situation.verdict.limit) ? undefined : remedy.plan(situation);
      if (plan !== undefined) return { host, against, plan };
    }
  }
  return undefined;
}

/** The instance's allowance exists on EC2 alone. */
function hostsFor(against: VerdictId): readonly ExampleHost[] {
  const hosts = Object.keys(exampleHosts) as ExampleHost[]; // the keys are the type
  return against === "instance-allowance" || against === "kernel-and-instance" ? ["eks", ...hosts] : hosts;
}

function remedyPage(remedy: Remedy): Page {
  const { id, title, when, rating, why, helpsAgainst, doesNotHelpAgainst } = remedy;
  const example = exampleOf(remedy);
  return markdownPage(`docs/remedies/${id}.md`, `the declaration of \`${id}\` in src/remedies`, [
    `# ${title}`,
    `\`${id}\`, ${rating} (${ratingSays[rating]}), ${when}`,
    "## Why it helps",
    why,
    "## Against what",
    verdictList(helpsAgainst),
    ...(doesNotHelpAgainst.length === 0
      ? []
      : ["## Not against", "It is never offered while this is the limit, whatever else stands:", verdictList(doesNotHelpAgainst)]),
    ...(example === undefined ? [] : exampleBlocks(example)),
  ]);
}

const ratingSays: Readonly<Record<Plan["rating"], string>> = {
  GREEN: "reads only",
  YELLOW: "an operator's action that can be undone",
  RED: "disrupts and needs approval",
};

function exampleBlocks({ host, against, plan }: Example): readonly string[] {
  const { because, commands, memoryBytes, verify, undo, owner, caution } = plan;
  return [
    "## Example",
    `On ${exampleHosts[host].says}, against \`${against}\`; a diagnosis fills in the numbers of its own node. Words in capitals are names that only you know.`,
    because,
    block(commands),
    ...(memoryBytes === undefined ? [] : [`It takes ${countText(memoryBytes / 1e6)} MB of kernel memory.`]),
    ...(verify.length === 0 ? [] : ["### How to verify", list(verify)]),
    ...(undo.length === 0 ? [] : ["### How to undo", block(undo)]),
    "### Who owns the setting",
    `${owner}.`,
    ...(caution === undefined ? [] : ["### What to know before", caution]),
  ];
}

function block(lines: readonly string[]): string {
  return `\`\`\`text\n${lines.join("\n")}\n\`\`\``;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

function verdictList(ids: readonly VerdictId[]): string {
  const known: readonly string[] = [...limitIds, ...lookAlikeIds, ...causeIds];
  return list(
    ids
      .toSorted((left, right) => known.indexOf(left) - known.indexOf(right))
      .map((id) => (id === "unknown" ? "`unknown`" : `[${id}](../verdict/${id}.md)`)),
  );
}

function indexPage(): Page {
  const rows = remedies.map(({ id, title, when, rating, helpsAgainst }) => [
    `[${id}](${id}.md)`,
    title,
    when,
    rating,
    helpsAgainst.length > 6 ? `${helpsAgainst.slice(0, 6).join(", ")} …` : helpsAgainst.join(", "),
  ]);
  return markdownPage("docs/remedies/README.md", "src/remedies/index.ts", [
    "# Remedies",
    "What `ullage diagnose` offers, with the numbers of the node filled in. Nothing of it is run by Ullage. GREEN reads only, YELLOW is an operator's action that can be undone, RED disrupts and needs approval.",
    markdownTable(["id", "what", "when", "rating", "against"], rows),
  ]);
}
