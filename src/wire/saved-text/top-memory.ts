import { decimalNumber } from "../procfs/number-text.ts";

/** The memory in the head of `top -b`, whose unit is a choice of its user: `MiB Mem :  15863.6 total, …` and `MiB Swap: … 13000.2 avail Mem`. */
export function parseTopMemory(text: string): { readonly totalBytes: number; readonly availableBytes?: number } | undefined {
  const found = /^([KMGT])iB Mem *: *(\d+)(?:\.(\d+))?[+ ] *total/m.exec(text);
  const unit = unitBytes[found?.[1] ?? ""];
  const total = decimalNumber(found?.[2] ?? "");
  if (unit === undefined || total === undefined) return undefined;
  const available = decimalNumber(/^[KMGT]iB Swap *:.*?(\d+)(?:\.\d+)?[+ ] *avail Mem/m.exec(text)?.[1] ?? "");
  return { totalBytes: total * unit, ...(available === undefined ? {} : { availableBytes: available * unit }) };
}

const unitBytes: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };
