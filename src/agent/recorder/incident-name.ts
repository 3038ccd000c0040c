import type { LimitId } from "../../model/verdict.ts";
import { timeInName } from "../../operations/bundle-name.ts";

/** Nothing else is a name of an incident: no path, nothing hidden, nothing that somebody else put there. */
export function isIncidentName(name: string): boolean {
  return /^incident-\d{8}T\d{6}Z-[a-z-]{1,40}(?:-\d{1,3})?\.tar\.gz$/.test(name);
}

export function incidentName(beganAtMs: number, limit: LimitId, isTaken: (name: string) => boolean): string {
  const time = timeInName(beganAtMs);
  const stem = `incident-${time}-${limit}`;
  for (let number = 1; number < 1000; number++) {
    const name = `${stem}${number === 1 ? "" : `-${number}`}.tar.gz`;
    if (!isTaken(name)) return name;
  }
  throw new Error(`a thousand incidents began at ${time}`);
}

/** What an incident is written under until it is whole, and what a process that was killed leaves behind. */
export function draftName(name: string, random: string): string {
  return `.${name}.${random}.partial`;
}

export function isDraftName(name: string): boolean {
  const [, incident = ""] = /^\.(incident-.*)\.[0-9a-f]{8}\.partial$/.exec(name) ?? [];
  return isIncidentName(incident);
}
