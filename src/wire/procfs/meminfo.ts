import { decimalNumber } from "./number-text.ts";

/** /proc/meminfo by the kernel's names; sizes in bytes, plain numbers (HugePages_Total) as they are. */
export function parseMeminfo(text: string): ReadonlyMap<string, number> {
  return new Map(
    text.split("\n").flatMap((line) => {
      const [, name, digits, unit] = /^([^:\s]+):\s+(\d+)( kB)?\s*$/.exec(line) ?? [];
      const value = decimalNumber(digits ?? "");
      return name === undefined || value === undefined ? [] : [[name, unit === undefined ? value : value * 1024] as const];
    }),
  );
}
