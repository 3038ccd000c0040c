import type { Situation } from "./remedy.ts";

/** One example of the same thing in the clients that most workloads use. */
export interface ClientExamples {
  readonly go: readonly string[];
  readonly java: readonly string[];
  readonly node: readonly string[];
  readonly python: readonly string[];
}

const titles: Readonly<Record<keyof ClientExamples, string>> = { go: "# Go", java: "# Java", node: "# Node.js", python: "# Python" };

/** Those of the language that the culprit's own process names; all of them where none does. */
export function examplesFor(situation: Situation, examples: ClientExamples): readonly string[] {
  const language = languageOf(situation);
  const shown = (Object.keys(titles) as (keyof ClientExamples)[]).filter((name) => language === undefined || name === language);
  return shown.flatMap((name) => [titles[name], ...examples[name]]);
}

/** A Go program's name says nothing of its language. */
function languageOf({ culprits }: Situation): keyof ClientExamples | undefined {
  const command = culprits.find(({ kind }) => kind === "namespace")?.name ?? "";
  return (["java", "node", "python"] as const).find((language) => command.startsWith(language));
}
