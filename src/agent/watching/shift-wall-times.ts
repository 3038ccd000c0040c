import type { KernelIdentity, KernelLog, KubeProxyMetrics, PartName, PartValues } from "../../model/node-snapshot.ts";

/**
 * A value with its times as the wall clock would have it that was set by so much since it was read. What is judged by the age of something would else be an hour
 * wrong until the part is read again.
 */
export function shiftWallTimes<P extends PartName>(part: P, value: PartValues[P], byMs: number): PartValues[P] {
  const shift = shifts[part];
  // Each of them is declared with the part that it is for.
  return shift === undefined
    ? value
    : ((shift as (value: PartValues[P], byMs: number) => PartValues[P])(value, byMs) satisfies PartValues[P]);
}

const shifts: { readonly [P in PartName]?: (value: PartValues[P], byMs: number) => PartValues[P] } = {
  kernelLog: shiftKernelLog,
  kernel: (value: KernelIdentity, byMs) => ({
    ...value,
    ...(value.bootedAtMs === undefined ? {} : { bootedAtMs: value.bootedAtMs + byMs }),
  }),
  kubeProxy: (value: KubeProxyMetrics, byMs) => ({
    ...value,
    syncs: value.syncs.map((sync) => ({
      ...sync,
      ...(sync.lastSyncAtMs === undefined ? {} : { lastSyncAtMs: sync.lastSyncAtMs + byMs }),
      ...(sync.lastQueuedAtMs === undefined ? {} : { lastQueuedAtMs: sync.lastQueuedAtMs + byMs }),
    })),
  }),
};

export function shiftKernelLog(value: KernelLog, byMs: number): KernelLog {
  return {
    ...value,
    records: value.records.map((record) => (record.atMs === undefined ? record : { ...record, atMs: record.atMs + byMs })),
    ...(value.oldestAtMs === undefined ? {} : { oldestAtMs: value.oldestAtMs + byMs }),
  };
}
