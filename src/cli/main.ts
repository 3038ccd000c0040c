import { CommanderError } from "commander";
import { errnoOf } from "../platform/errno.ts";
import { InputError, inputErrorFromErrno } from "../platform/input-error.ts";
import { harmlessText } from "../report/harmless-text.ts";
import { AnswerNotWritten, openAnswer } from "./answer-output.ts";
import type { Terminal } from "./command.ts";
import { openErrorOutput } from "./error-output.ts";
import { exitCodes } from "./exit-code.ts";
import { createProgram } from "./program.ts";

/** Runs one command line and sets the exit status; it returns when everything that was opened is closed again. */
export async function main(args: readonly string[]): Promise<void> {
  const terminal = openTerminal();
  try {
    const program = await createProgram(terminal, args);
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
    terminal.writeError(`ullage: ${harmlessText(input.message)} (${input.code})\n        ${input.advice}\n`);
    return exitCodes.unreadableInput.code;
  }
  if (isStartError(error)) {
    terminal.writeError(`ullage: ${harmlessText(error.message)} (${error.code})\n        ${error.advice}\n`);
    return exitCodes.notStarted.code;
  }
  if (error instanceof AnswerNotWritten) {
    terminal.writeError(`ullage: ${error.message}\n`);
    return exitCodes.unwritableOutput.code;
  }
  terminal.writeError(`ullage: a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCodes.bug.code;
}

/** Known by what it has and not by its class, which would load what an agent listens with at every start. */
function isStartError(error: unknown): error is Error & { readonly code: string; readonly advice: string } {
  return (
    error instanceof Error && "advice" in error && typeof error.advice === "string" && "code" in error && typeof error.code === "string"
  );
}

/** The kernel's words for a terminal that was closed; its signal may come later. */
function isTerminalGone({ cause }: AnswerNotWritten): boolean {
  return process.stdout.isTTY === true && errnoOf(cause) === "EIO";
}

function openTerminal(): Terminal {
  const interruption = new AbortController();
  // Sockets close within their receive timeout of 200 ms.
  let timeToEndMs = 900;
  let goesOnUnread = false;
  for (const [name, { code }] of [
    ["SIGINT", exitCodes.interrupted],
    ["SIGTERM", exitCodes.terminated],
    ["SIGHUP", exitCodes.hungUp],
  ] as const) {
    process.once(name, () => {
      process.exitCode = code;
      interruption.abort();
      setTimeout(() => endBy(name, code), timeToEndMs).unref();
    });
  }
  const terminal: Terminal = {
    write: openAnswer({
      endsUnread: () => !goesOnUnread,
      onFailure: (error) => {
        if (interruption.signal.aborted) return;
        const code = isTerminalGone(error) ? exitCodes.hungUp.code : reportError(error, terminal);
        if (goesOnUnread) return;
        terminal.setExitCode(code);
        process.exit();
      },
    }),
    writeError: openErrorOutput(),
    unwrittenBytes: () => process.stdout.writableLength,
    usesColour: process.stdout.isTTY === true && (process.env["NO_COLOR"] ?? "") === "",
    showsProgress: process.stderr.isTTY === true,
    columns: process.stderr.columns || 80,
    setExitCode: (code) => {
      process.exitCode = code;
    },
    signal: interruption.signal,
    takeTimeToEnd: (milliseconds) => {
      timeToEndMs = milliseconds;
    },
    goOnUnread: () => {
      goesOnUnread = true;
    },
  };
  return terminal;
}

/**
 * A read of a silent pipe holds a thread that process.exit() waits for without end, and only the signal itself, whose handler is gone by then, ends it; so those who
 * clean up at the exit are told first. The first process of a container is the one whom its own signals do not end.
 */
function endBy(name: NodeJS.Signals, code: number): void {
  if (process.pid === 1) process.exit();
  process.emit("exit", code);
  process.kill(process.pid, name);
}

if (import.meta.main) await main(process.argv.slice(2));
