import type { AgentStatus } from "../model/agent-status.ts";
import type { PartName, PartValues } from "../model/node-snapshot.ts";
import { isPresent, type Reading } from "../model/reading.ts";
import type { MetricSample } from "./metric-family.ts";

/** The one sample of a family without labels, or none. */
export function single(value: number | undefined): readonly MetricSample[] {
  return value === undefined || Number.isNaN(value) ? [] : [{ labels: [], value }];
}

/** Undefined where the part was not read or could not be. */
export function partValue<P extends PartName>({ snapshot }: AgentStatus, part: P): PartValues[P] | undefined {
  const reading: Reading<PartValues[P]> | undefined = snapshot.parts[part];
  return isPresent(reading) ? reading.value : undefined;
}
