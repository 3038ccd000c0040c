import type { Command } from "commander";
import type { Terminal } from "../cli/command.ts";
import { commands } from "../cli/commands/index.ts";
import { exitCodes, npdExitCodes } from "../cli/exit-code.ts";
import { createProgram } from "../cli/program.ts";
import { collectors } from "../collectors/index.ts";
import { inputErrorCodes } from "../platform/input-error.ts";
import { markdownPage, markdownTable, type Page } from "./page.ts";

export async function referencePages(): Promise<readonly Page[]> {
  return [collectorsPage(), await commandsPage(), exitCodesPage(), errorCodesPage()];
}

function collectorsPage(): Page {
  const rows = collectors.map(({ part, title, why, reads, capability, cost }) => [
    `\`${part}\``,
    `${title}: ${why}`,
    reads.map((path) => `\`${path}\``).join(", "),
    capability === undefined ? "none" : `${capability.name}: ${capability.gives}`,
    cost,
  ]);
  return markdownPage("docs/reference/collectors.md", "src/collectors/index.ts", [
    "# What is read, and which permission it takes",
    "Each part of a snapshot is filled by one collector. One that may not read, or has nothing to read, says so; no part ever becomes 0 for it.",
    markdownTable(["part", "what and why", "reads", "capability", "cost"], rows),
  ]);
}

async function commandsPage(): Promise<Page> {
  const program = await createProgram(silentTerminal, []);
  const sections: string[] = [];
  // Each as it is when it is the one that was asked for: a command may take an option's short form for itself.
  for (const { name } of commands) {
    const { commands: defined } = await createProgram(silentTerminal, [name]);
    const command = defined.find((candidate) => candidate.name() === name);
    if (command === undefined) continue;
    sections.push(`## ullage ${name}`, helpBlock(command));
    for (const part of command.commands) sections.push(`### ullage ${name} ${part.name()}`, helpBlock(part));
  }
  return markdownPage("docs/reference/cli.md", "the declarations in src/cli", ["# Commands", helpBlock(program), ...sections]);
}

/** What is added after the help, such as the examples, is only written by `outputHelp`. */
function helpBlock(command: Command): string {
  const parts: string[] = [];
  command.configureOutput({ writeOut: (text) => parts.push(text) });
  command.outputHelp();
  return `\`\`\`text\n${parts.join("").trimEnd()}\n\`\`\``;
}

const silentTerminal: Terminal = {
  write: () => {},
  writeError: () => {},
  usesColour: false,
  unwrittenBytes: () => 0,
  takeTimeToEnd: () => {},
  goOnUnread: () => {},
  showsProgress: false,
  columns: 80,
  setExitCode: () => {},
  signal: new AbortController().signal,
};

function exitCodesPage(): Page {
  const rows = (codes: Readonly<Record<string, { readonly code: number; readonly means: string }>>) =>
    Object.values(codes).map(({ code, means }) => [String(code), means]);
  return markdownPage("docs/reference/exit-codes.md", "src/cli/exit-code.ts", [
    "# Exit status",
    markdownTable(["status", "meaning"], rows(exitCodes)),
    "## With `--exit-codes npd`",
    "What node-problem-detector's custom plugins return. Wrong usage and bugs keep the numbers above, which it reads as unknown.",
    markdownTable(["status", "meaning"], rows(npdExitCodes)),
  ]);
}

function errorCodesPage(): Page {
  const rows = Object.entries(inputErrorCodes).map(([code, { means, advice }]) => [`\`${code}\``, means, advice]);
  return markdownPage("docs/reference/error-codes.md", "src/platform/input-error.ts", [
    "# Error codes",
    "An input that cannot be used ends with status 66 and one of these codes in brackets behind the message.",
    markdownTable(["code", "meaning", "what to do"], rows),
  ]);
}
