import { readRunbooks } from "../../operations/runbooks/read-runbooks.ts";
import type { Terminal } from "../command.ts";
import type { RunbookOptions } from "../commands/runbook.ts";
import { exitCodes } from "../exit-code.ts";
import { valueText } from "../value-text.ts";
import { findNamedRunbook } from "./find-named-runbook.ts";

/** The file itself is the text: it is written to be read. */
export async function showRunbook(id: string, { folder, output }: RunbookOptions, terminal: Terminal): Promise<void> {
  const { text, ...parsed } = findNamedRunbook(readRunbooks(folder), id);
  terminal.write(output === "json" || output === "yaml" ? await valueText({ schemaVersion: 1, ...parsed }, output) : text);
  terminal.setExitCode(exitCodes.ok.code);
}
