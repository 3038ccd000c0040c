import { readRunbooks } from "../../operations/runbooks/read-runbooks.ts";
import type { Document } from "../../report/document.ts";
import type { Runbook } from "../../runbooks/runbook.ts";
import type { Terminal } from "../command.ts";
import type { RunbookOptions } from "../commands/runbook.ts";
import { documentText } from "../document-text.ts";
import { exitCodes } from "../exit-code.ts";
import { valueText } from "../value-text.ts";

export async function listRunbooks({ folder, output }: RunbookOptions, terminal: Terminal): Promise<void> {
  const runbooks = readRunbooks(folder);
  const isValue = output === "json" || output === "yaml";
  terminal.write(
    isValue ? await valueText({ schemaVersion: 1, runbooks: runbooks.map(listed) }, output) : await documentText(listing(runbooks), output),
  );
  terminal.setExitCode(exitCodes.ok.code);
}

function listed({ id, name, about, steps }: Runbook) {
  const { title, description, status, severity, triggers } = about;
  return { id, name, title, description, status, severity, triggers, steps: steps.length };
}

function listing(runbooks: readonly Runbook[]): Document {
  return [
    {
      kind: "table",
      columns: ["id", "severity", "runbook", "for"].map((title) => ({ title, align: "left" })),
      rows: runbooks.map(({ id, slug, about }) => [id, about.severity, slug, about.description]),
    },
    { kind: "paragraph", text: "ullage runbook show ID reads one, ullage runbook run ID performs it." },
  ];
}
