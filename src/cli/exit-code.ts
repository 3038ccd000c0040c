import type { CheckStatus } from "../checks/run-checks.ts";
import type { Severity } from "../model/verdict.ts";

/** Every status that `ullage` ends with. The numbers from 64 on are those of sysexits.h. */
export const exitCodes = {
  ok: { code: 0, means: "The answer was given; no signal is above notice." },
  warning: {
    code: 1,
    means: "The worst signal is a warning; of find: no entry was found; of collect --agents: some agents gave no bundle.",
  },
  issue: { code: 2, means: "A signal is an issue, or the verdict is critical: connections are being lost or soon will be." },
  unknown: {
    code: 3,
    means:
      "The usage of the table itself could not be read, or the verdict is unknown; of find: no entry was found, and not all could be looked at; with --agents: nobody answered, or somebody did not and nobody who did is in trouble.",
  },
  wrongUsage: { code: 64, means: "A command, option or value does not exist or does not fit." },
  unreadableInput: { code: 66, means: "A file that was named cannot be read or understood." },
  notStarted: {
    code: 69,
    means: "The agent or the MCP server could not begin as it was asked to: an address is taken, or an API would be open to everybody.",
  },
  unwritableOutput: { code: 74, means: "The answer could not be written; a full disk, for example." },
  bug: { code: 70, means: "A bug in ullage; please report what was printed." },
  hungUp: { code: 129, means: "Ended by SIGHUP; its terminal was closed, for example." },
  interrupted: { code: 130, means: "Ended by Ctrl-C (SIGINT)." },
  terminated: { code: 143, means: "Ended by SIGTERM." },
} as const satisfies Record<string, { readonly code: number; readonly means: string }>;

/** With `--exit-codes npd`: what node-problem-detector's custom plugins return. */
export const npdExitCodes = {
  ok: { code: 0, means: "No signal is an issue." },
  problem: { code: 1, means: "A signal is an issue." },
  unknown: { code: 2, means: "The usage of the table itself could not be read." },
} as const;

export function exitCodeOfStatus(status: CheckStatus): number {
  return status === "notice" ? exitCodes.ok.code : exitCodes[status].code;
}

export function npdExitCodeOfStatus(status: CheckStatus): number {
  if (status === "unknown") return npdExitCodes.unknown.code;
  return status === "issue" ? npdExitCodes.problem.code : npdExitCodes.ok.code;
}

const exitCodeBySeverity = {
  ok: exitCodes.ok,
  notice: exitCodes.ok,
  warning: exitCodes.warning,
  critical: exitCodes.issue,
  unknown: exitCodes.unknown,
} as const satisfies Record<Severity, { readonly code: number }>;

export function exitCodeOfSeverity(severity: Severity): number {
  return exitCodeBySeverity[severity].code;
}
