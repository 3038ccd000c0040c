import { decimalNumber } from "./number-text.ts";

/** What /proc/stat says about the machine itself. */
export interface KernelStat {
  /** Online CPUs. */
  readonly cpus: number;
  /** Wall time of the boot, to the second, by the clock as it is set today. */
  readonly bootedAtMs?: number;
}

export function parseKernelStat(text: string): KernelStat {
  const bootSeconds = decimalNumber(/^btime (\d+)$/m.exec(text)?.[1] ?? "");
  return { cpus: text.match(/^cpu\d+ /gm)?.length ?? 0, ...(bootSeconds === undefined ? {} : { bootedAtMs: bootSeconds * 1000 }) };
}
