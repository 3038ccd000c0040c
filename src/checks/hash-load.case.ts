import type { CheckCase } from "./check.case.ts";

const table = (count: number, buckets?: number) => ({ tableUsage: { count, max: 262_144, ...(buckets === undefined ? {} : { buckets }) } });

export const cases: readonly CheckCase[] = [
  { name: "as many buckets as entries are ok", now: table(65_536, 65_536), says: [{ level: "ok", value: 1 }] },
  {
    name: "four entries a bucket, kube-proxy's full table, are still ok",
    now: table(262_144, 65_536),
    says: [{ level: "ok", value: 4, limit: 4 }],
  },
  {
    name: "above four it warns",
    now: table(262_144, 16_384),
    says: [
      { level: "warning", line: "[WARN] Conntrack hash load: 16.00 entries a bucket (262144 / 16384): a lookup walks about 32 tuples" },
    ],
  },
  { name: "without the number of buckets it is not evaluated", now: table(5), says: [{ level: "not-evaluated" }] },
];
