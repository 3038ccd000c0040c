import type { Severity } from "../../model/verdict.ts";

/** What is known of a node without asking it; nothing that nobody told is in it. */
export interface FleetMember {
  readonly name: string;
  readonly cluster?: string;
  readonly instanceId?: string;
  readonly zone?: string;
  readonly nodegroup?: string;
  readonly instanceType?: string;
  readonly image?: string;
  readonly isReady?: boolean;
}

/** The worst first. What nobody could look at may be anything: it comes before what is well. */
export const severityOrder = ["critical", "warning", "unknown", "notice", "ok"] as const satisfies readonly Severity[];

export function isInTrouble(severity: Severity | undefined): boolean {
  return severity === "critical" || severity === "warning";
}

/** With numbers as numbers: `node-9` before `node-10`. */
export function byName(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true }) || (one < other ? -1 : Number(one > other));
}
