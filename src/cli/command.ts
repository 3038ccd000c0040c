import type { Command } from "commander";

/** One command of `ullage`; its code is loaded only when it is asked for. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** `-o` is its own, for a file; the form of the answer is then `--output` alone. */
  readonly ownsShortO?: true;
  /** The forms of its answer, the first where none is asked for; all of them where this is missing. */
  readonly outputs?: readonly OutputFormat[];
  load(): Promise<CommandModule>;
}

export interface CommandModule {
  /** Adds arguments, options, examples and the action. */
  define(command: Command, terminal: Terminal): void;
}

/** What a command may do to the world outside: nothing but the answer goes to stdout. */
export interface Terminal {
  write(text: string): void;
  writeError(text: string): void;
  /** What a pipe or terminal has yet to take of what was written; a file has always taken all. */
  unwrittenBytes(): number;
  /** Whether a person looks at stdout and did not ask for NO_COLOR. */
  readonly usesColour: boolean;
  /** Whether a person looks at stderr, for a progress bar. */
  readonly showsProgress: boolean;
  /** Width of stderr's terminal. */
  readonly columns: number;
  setExitCode(code: number): void;
  /** Aborted by SIGINT, SIGTERM and SIGHUP. */
  readonly signal: AbortSignal;
  /** How long the command may take to end once it is told to; a second signal ends it at once. */
  takeTimeToEnd(milliseconds: number): void;
  /** What it writes is by the way: that nobody reads it, or that the disk is full, does not end the command. */
  goOnUnread(): void;
}

export const outputFormats = ["text", "json", "yaml", "markdown"] as const;

export type OutputFormat = (typeof outputFormats)[number];

export interface GlobalOptions {
  readonly output: OutputFormat;
}

/** The examples under a command's help, each a line that works as it stands. */
export function withExamples(command: Command, examples: readonly (readonly [command: string, what: string])[]): void {
  const lines = examples.map(([line, what]) => `  # ${what}\n  $ ${line}`);
  command.addHelpText("after", `\nExamples:\n${lines.join("\n\n")}`);
}
