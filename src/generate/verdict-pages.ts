import { causes } from "../verdict/causes/index.ts";
import { claims } from "../verdict/claims.ts";
import { type Guardrail, guardrails } from "../verdict/guardrails.ts";
import type { Hypothesis } from "../verdict/hypothesis.ts";
import { limits } from "../verdict/limits/index.ts";
import { lookAlikes } from "../verdict/look-alikes/index.ts";
import { noLimit } from "../verdict/no-limit.ts";
import { markdownPage, markdownTable, type Page } from "./page.ts";

const catalogues: readonly { readonly folder: string; readonly heading: string; readonly members: readonly Hypothesis[] }[] = [
  { folder: "src/verdict/limits", heading: "Limits: which one is being hit", members: [...limits, noLimit] },
  { folder: "src/verdict/look-alikes", heading: "Look-alikes: loss with another cause than a full table", members: lookAlikes },
  { folder: "src/verdict/causes", heading: "Causes: why the table fills", members: causes },
];

export function verdictPages(): readonly Page[] {
  return [...catalogues.flatMap(({ folder, members }) => members.map((member) => hypothesisPage(member, folder))), indexPage()];
}

function hypothesisPage(hypothesis: Hypothesis, folder: string): Page {
  const { id, title, means, doesNotMean, severity, rules, hides = [], escalation } = hypothesis;
  const rows = rules.map(({ when, confidence }) => [confidence, when.map((name) => claims[name].says).join("; and ")]);
  const checks = [...new Set(rules.flatMap(({ when }) => when).flatMap((name) => claims[name].from))];
  return markdownPage(`docs/verdict/${id}.md`, `the declaration of \`${id}\` in ${folder}`, [
    `# ${title}`,
    `\`${id}\`, severity ${severity}`,
    "## What it means",
    means,
    "## What it does not mean",
    doesNotMean,
    "## How sure it is",
    markdownTable(["confidence", "when all of this holds"], rows),
    "What could not be looked at does not hold: missing evidence never makes a verdict surer.",
    "## What it rests on",
    checks.map((check) => `- [${check}](../checks/${check}.md)`).join("\n"),
    ...(hides.length === 0
      ? []
      : [
          "## What it brings about",
          `Not said beside it, because they follow from it: ${hides.map((other) => `[${other}](${other}.md)`).join(", ")}.`,
        ]),
    ...guardrailParts(id),
    ...(escalation === undefined ? [] : ["## Whom to call", `${escalation.to}, because ${escalation.because}.`]),
  ]);
}

function guardrailParts(verdictId: string): readonly string[] {
  const beside = guardrails.filter((guardrail) => guardrail.beside.some((id) => id === verdictId));
  return beside.length === 0 ? [] : ["## What not to conclude", beside.map((guardrail) => `- ${guardrailText(guardrail)}`).join("\n")];
}

function guardrailText({ id, claim, because, unless }: Guardrail): string {
  const carriers = unless.map((name) => claims[name].says).join(", or ");
  return `\`${id}\`: ${claim} ${because.charAt(0).toUpperCase()}${because.slice(1)}. ${carriers === "" ? "Nothing would carry it." : `It would be carried by this: ${carriers}.`}`;
}

function indexPage(): Page {
  return markdownPage("docs/verdict/README.md", "src/verdict", [
    "# Verdicts",
    "The ids are the same in JSON, in metrics and in every answer, and never change. How the judge weighs them: [diagnosis](../diagnosis.md).",
    ...catalogues.flatMap(({ heading, members }) => [
      `## ${heading}`,
      markdownTable(
        ["id", "what", "severity"],
        members.map(({ id, title, severity }) => [`[${id}](${id}.md)`, title, severity]),
      ),
    ]),
    "`unknown` is the verdict when no limit is seen to be hit and not every limit could be looked at; the answer names what is missing.",
  ]);
}
