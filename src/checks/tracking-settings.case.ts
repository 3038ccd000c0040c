import type { CheckCase } from "./check.case.ts";

const at = (sysctls: Readonly<Record<string, number>>) => ({ settings: { sysctls } });

export const cases: readonly CheckCase[] = [
  {
    name: "the kernel's defaults are ok",
    now: at({ nf_conntrack_events: 2, nf_conntrack_acct: 0, nf_conntrack_timestamp: 0 }),
    says: [{ level: "ok", line: "[OK] Tracking settings: events 2 (when somebody listens), acct 0, timestamp 0" }],
  },
  {
    name: "events that are off are a notice",
    now: at({ nf_conntrack_events: 0, nf_conntrack_acct: 1, nf_conntrack_timestamp: 1 }),
    says: [{ level: "notice" }],
  },
  {
    name: "a kernel without events says so",
    now: at({ nf_conntrack_acct: 0 }),
    says: [{ level: "ok", line: "[OK] Tracking settings: events not in this kernel, acct 0, timestamp not in this kernel" }],
  },
];
