import type { Diagnosis } from "../../model/verdict.ts";
import { camelCase } from "./camel-case.ts";
import { verdictNote } from "./told-verdict.ts";

/** A node condition as far as it is judged: whether the node's connection tracking is short of something. */
export interface Pressure {
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
  /** Connections are lost at this moment: that is no matter to wait with. */
  readonly isUrgent?: true;
}

/** A look-alike is no pressure on connection tracking, however much it hurts: who drains nodes by the condition would move the pods to no avail. */
export function pressureOf(diagnosis: Diagnosis): Pressure {
  const { limit, severity, summary } = diagnosis.verdict;
  if (limit === "unknown") return unknownPressure(`The evidence does not say: ${diagnosis.verdict.summary}`);
  if (limit === "none" || (severity !== "critical" && severity !== "warning"))
    return { status: "False", reason: "ConntrackHasRoom", message: summary };
  const message = verdictNote(diagnosis, limit, 1024);
  return { status: "True", reason: camelCase(limit), message, ...(severity === "critical" ? { isUrgent: true } : {}) };
}

export function unknownPressure(message: string): Pressure {
  return { status: "Unknown", reason: "NotEvaluated", message };
}

/**
 * What is said of the pressure: it begins at once where connections are lost and otherwise when it has stayed, and ends only when it was gone for two minutes,
 * since whoever acts on a condition acts slowly and dearly.
 */
export class DampedPressure {
  private said: Pressure | undefined;
  private other: { readonly status: Pressure["status"]; readonly sinceMs: number } | undefined;

  /** What holds from this look on. */
  look(pressure: Pressure, monotonicMs: number): Pressure {
    if (pressure.status === this.said?.status) this.other = undefined;
    else if (this.other?.status !== pressure.status) this.other = { status: pressure.status, sinceMs: monotonicMs };
    const waitedMs = this.other === undefined ? 0 : monotonicMs - this.other.sinceMs;
    if (this.said === undefined || waitedMs >= waitOf(this.said, pressure)) {
      this.said = pressure;
      this.other = undefined;
    }
    return this.said;
  }
}

function waitOf(said: Pressure, next: Pressure): number {
  if (said.status === next.status || next.isUrgent === true) return 0;
  if (next.status === "True") return beginsAfterMs;
  return said.status === "Unknown" ? 0 : endsAfterMs;
}

const beginsAfterMs = 30_000;
const endsAfterMs = 120_000;
