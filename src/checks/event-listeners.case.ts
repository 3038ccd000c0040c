import { type CheckCase, missing } from "./check.case.ts";

const conntrackd = { pid: 812, command: "conntrackd", events: ["new", "update", "destroy"] } as const;

export const cases: readonly CheckCase[] = [
  { name: "nobody listens", now: { eventListeners: [] }, says: [{ level: "ok", value: 0 }] },
  {
    name: "a listener is a notice with its cost",
    now: { eventListeners: [conntrackd], tableUsage: { count: 100_000, max: 262_144 } },
    says: [
      {
        level: "notice",
        value: 1,
        line: "[OK] Event listeners: conntrackd (process 812: new, update, destroy); they cost 128 B an entry, up to 12500 KiB",
      },
    ],
  },
  {
    name: "beyond five the others are counted",
    now: { eventListeners: Array.from({ length: 7 }, () => ({ events: ["new"] as const })) },
    says: [{ level: "notice", value: 7 }],
  },
  { name: "a /proc without netlink is not evaluated", now: { eventListeners: missing }, says: [{ level: "not-evaluated" }] },
];
