import type { NodeSnapshot, PartName, PartValues } from "../../model/node-snapshot.ts";
import { isPresent, type Reading } from "../../model/reading.ts";
import { type ConfigurationArea, configurationParts } from "./configuration-lines.ts";

/** Something that is set otherwise on one of the nodes than on another. */
export interface ConfigurationDifference {
  readonly name: string;
  readonly area: ConfigurationArea;
  /** In the order of the nodes; null where nobody could read it. */
  readonly values: readonly (string | number | null)[];
  /** What more than half of those that tell it have. */
  readonly usual?: string | number;
}

export interface ConfigurationComparison {
  readonly differences: readonly ConfigurationDifference[];
  /** How many lines are the same on all that tell them. */
  readonly alike: number;
  /** What one of them does not tell, and so was not compared with it. */
  readonly gaps: readonly { readonly node: string; readonly what: string; readonly because: string }[];
}

export function compareConfigurations(
  snapshots: readonly { readonly node: string; readonly now: NodeSnapshot }[],
): ConfigurationComparison {
  const differences: ConfigurationDifference[] = [];
  const gaps: ConfigurationComparison["gaps"][number][] = [];
  let alike = 0;
  for (const { part, title, area, linesOf } of configurationParts) {
    const told = snapshots.map(({ now }) => partValue(part, now));
    // Where none of them has it, as with IPVS on nodes without it, that is no gap between them.
    const isAnywhere = told.some((value) => value !== undefined);
    const lines = told.map((value) => (value === undefined ? new Map<string, string | number>() : linesOf(value)));
    for (const [place, { node, now }] of snapshots.entries()) {
      if (isAnywhere && told[place] === undefined) gaps.push({ node, what: title, because: reasonOf(now.parts[part]) });
    }
    for (const name of [...new Set(lines.flatMap((of) => [...of.keys()]))].sort()) {
      const values = lines.map((of) => of.get(name) ?? null);
      const known = values.filter((value) => value !== null);
      if (known.length < 2) continue;
      if (new Set(known).size === 1) {
        alike++;
        continue;
      }
      const usual = usualOf(known);
      differences.push({ name, area, values, ...(usual === undefined ? {} : { usual }) });
    }
  }
  return { differences, alike, gaps };
}

function usualOf(values: readonly (string | number)[]): string | number | undefined {
  return [...Map.groupBy(values, (value) => value)].find(([, same]) => same.length * 2 > values.length)?.[0];
}

function partValue(part: PartName, { parts }: NodeSnapshot): PartValues[PartName] | undefined {
  const reading: Reading<PartValues[PartName]> | undefined = parts[part];
  return isPresent(reading) ? reading.value : undefined;
}

function reasonOf(reading: Reading<unknown> | undefined): string {
  return reading === undefined || isPresent(reading) ? "it was not read" : reading.reason;
}
