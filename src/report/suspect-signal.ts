import type { Signal } from "../model/signal.ts";
import type { Suspect } from "../model/suspect.ts";
import { type CauseId, causeIds } from "../model/verdict.ts";
import { suspectText } from "./suspect-blocks.ts";

/** In a table that is hardly used, a workload that has most of it does nobody harm; the same part as for the time to full. */
const leastUse = 0.1;

/** A suspect as a signal that opens and closes: a warning when it is sure and the table is used. */
export function suspectSignal(suspect: Suspect, use: number, takenAtMs: number): Signal {
  const { cause, confidence, name, share } = suspect;
  const level = confidence === "high" && use >= leastUse ? "warning" : "notice";
  const prefix = level === "warning" ? "[WARN]" : "[OK]";
  return { id: signalId(cause), subject: name, level, line: `${prefix} ${suspectText(suspect)}`, value: share, source, takenAtMs };
}

/** Says of every cause that it was looked for, so that a suspect who is none any more is quiet. */
export function quietSuspects(takenAtMs: number): readonly Signal[] {
  return causeIds.map((cause) => ({ id: signalId(cause), level: "ok", line: `[OK] ${cause}: no suspect`, source, takenAtMs }));
}

/** Undefined for the signal of a check. */
export function causeOfSuspect(id: string): CauseId | undefined {
  return causeIds.find((cause) => signalId(cause) === id);
}

/** Not the cause alone, which some checks have for their id. */
function signalId(cause: CauseId): string {
  return `suspect-${cause}`;
}

const source = "the table, walked";
