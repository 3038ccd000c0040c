import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError, inputErrorFromErrno } from "../../platform/input-error.ts";

export interface RunbookFile {
  /** Within the folder: `D3-conntrack-exhaustion.md`. */
  readonly file: string;
  readonly text: string;
}

/** A page that a person reads is a hundred times smaller. */
const mostBytes = 1_000_000;

/** Every page of Markdown of a folder, in the order of their names; README.md is none. */
export function readRunbookFiles(directory: string): readonly RunbookFile[] {
  try {
    return readdirSync(directory)
      .filter((file) => file.endsWith(".md") && file !== "README.md")
      .sort()
      .map((file) => {
        const path = join(directory, file);
        if (statSync(path).size > mostBytes)
          throw new InputError("file-too-large", path, `is larger than a runbook can be (${mostBytes} bytes)`);
        return { file, text: readFileSync(path, "utf8") };
      });
  } catch (error) {
    throw inputErrorFromErrno(error) ?? error;
  }
}
