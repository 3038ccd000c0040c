import { CommanderError } from "commander";
import { InputError, inputErrorFromErrno } from "../platform/input-error.ts";
import type { Terminal } from "./command.ts";
import { exitCodes } from "./exit-code.ts";
import { createProgram } from "./program.ts";

/** Runs one command line and sets the exit status; it returns when everything that was opened is closed again. */
export async function main(args: readonly string[]): Promise<void> {
  const terminal = openTerminal();
  try {
    const program = await createProgram(terminal, (name) => args.includes(name));
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    // Whatever an interrupted command threw is a consequence of the interruption; the status is set already.
    if (!terminal.signal.aborted) terminal.setExitCode(reportError(error, terminal));
  }
}

/** Says what a person can act on and returns the status; what is nobody's input is a bug and shows its stack. */
function reportError(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok.code : exitCodes.wrongUsage.code;
  const input = error instanceof InputError ? error : inputErrorFromErrno(error);
  if (input !== undefined) {
    terminal.writeError(`ullage: ${input.message} (${input.code})\n        ${input.whatToDo}\n`);
    return exitCodes.unreadableInput.code;
  }
  terminal.writeError(`ullage: a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCodes.bug.code;
}

function openTerminal(): Terminal {
  const interruption = new AbortController();
  endQuietlyWithoutReader();
  for (const [name, { code }] of [
    ["SIGINT", exitCodes.interrupted],
    ["SIGTERM", exitCodes.terminated],
  ] as const) {
    process.once(name, () => {
      process.exitCode = code;
      interruption.abort();
      // Sockets close within their receive timeout of 200 ms; whatever hangs longer is left behind.
      setTimeout(() => process.exit(code), 900).unref();
    });
  }
  return {
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    usesColour: process.stdout.isTTY === true && (process.env["NO_COLOR"] ?? "") === "",
    showsProgress: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
    setExitCode: (code) => {
      process.exitCode = code;
    },
    signal: interruption.signal,
  };
}

/** `ullage … | head -1` closes the pipe under us: that is no error of anybody. */
function endQuietlyWithoutReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
}

if (import.meta.main) await main(process.argv.slice(2));
