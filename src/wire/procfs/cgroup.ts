import { decimalNumber, wordsOf } from "./number-text.ts";

/** Where a process stands, from /proc/<pid>/cgroup. */
export interface CgroupMembership {
  /** The path in the unified hierarchy. On a hybrid machine it exists beside the others and has no limits. */
  readonly unifiedPath?: string;
  /** The path in each controller's own hierarchy (version 1). */
  readonly controllerPaths: ReadonlyMap<string, string>;
}

export function parseCgroupMembership(text: string): CgroupMembership {
  const lines = text.split("\n").flatMap((line) => {
    const [, hierarchy, controllers, path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
    return hierarchy === undefined || controllers === undefined || path === undefined ? [] : [{ hierarchy, controllers, path }];
  });
  const unifiedPath = lines.find(({ hierarchy, controllers }) => hierarchy === "0" && controllers === "")?.path;
  return {
    ...(unifiedPath === undefined ? {} : { unifiedPath }),
    controllerPaths: new Map(lines.flatMap(({ controllers, path }) => controllers.split(",").map((name) => [name, path] as const))),
  };
}

/**
 * memory.max or memory.limit_in_bytes; undefined for no limit, which version 2 writes as `max` and version 1 as the largest number of whole
 * pages (9223372036854771712 with pages of 4 KiB).
 */
export function parseMemoryLimit(text: string): number | undefined {
  const bytes = decimalNumber(text.trim());
  return bytes === undefined || bytes >= Number.MAX_SAFE_INTEGER ? undefined : bytes;
}

/** cpu.max (`200000 100000` → 2 cores); undefined for no limit. */
export function parseCpuMax(text: string): number | undefined {
  const [quota = "", period = ""] = wordsOf(text);
  return coresOfQuota(quota, period);
}

/** cpu.cfs_quota_us over cpu.cfs_period_us; a quota of -1 is no limit. */
export function coresOfQuota(quotaText: string, periodText: string): number | undefined {
  const quota = decimalNumber(quotaText.trim());
  const period = decimalNumber(periodText.trim());
  return quota === undefined || period === undefined || quota <= 0 || period <= 0 ? undefined : quota / period;
}
