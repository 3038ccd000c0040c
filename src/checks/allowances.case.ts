import { type CheckCase, missing } from "./check.case.ts";

const card = (statistics: Readonly<Record<string, number>>, interfaceName = "eth0") => ({ interfaceName, driver: "ena", statistics });
const at = (statistics: Readonly<Record<string, number>>) => ({ interfaceAllowances: [card(statistics)] });

const rises = (id: string, counter: string): readonly CheckCase[] => [
  {
    id,
    name: "an old count is ok",
    earlier: at({ [counter]: 81 }),
    now: at({ [counter]: 81 }),
    says: [{ level: "ok", subject: "eth0", value: 0 }],
  },
  { id, name: "an increase warns", earlier: at({ [counter]: 81 }), now: at({ [counter]: 99 }), says: [{ level: "warning", value: 18 }] },
  { id, name: "one sample is not evaluated", now: at({ [counter]: 81 }), says: [{ level: "not-evaluated" }] },
];

const exceeded = "conntrack_allowance_exceeded";
const available = "conntrack_allowance_available";

export const cases: readonly CheckCase[] = [
  ...rises("link-local-allowance", "linklocal_allowance_exceeded"),
  ...rises("bandwidth-in-allowance", "bw_in_allowance_exceeded"),
  ...rises("bandwidth-out-allowance", "bw_out_allowance_exceeded"),
  ...rises("packet-rate-allowance", "pps_allowance_exceeded"),
  {
    id: "instance-allowance",
    name: "an old count is ok and says what is left",
    earlier: at({ [exceeded]: 5, [available]: 136_812 }),
    now: at({ [exceeded]: 5, [available]: 136_812 }),
    says: [
      {
        level: "ok",
        line: "[OK] Instance connection allowance eth0: none in 2 s (5 since the counters began); 136812 connections left",
      },
    ],
  },
  {
    id: "instance-allowance",
    name: "refused connections are an issue",
    earlier: at({ [exceeded]: 5, [available]: 0 }),
    now: at({ [exceeded]: 45, [available]: 0 }),
    says: [
      {
        level: "issue",
        value: 40,
        line: "[ISSUE] Instance connection allowance eth0 exceeded: 40 in 2 s (20/s); 0 connections left",
      },
    ],
  },
  {
    id: "instance-allowance",
    name: "few left warns with one sample too",
    now: at({ [exceeded]: 0, [available]: 999 }),
    says: [{ level: "warning", value: 999, limit: 1000, line: "[WARN] Instance connection allowance eth0 low: 999 connections left" }],
  },
  {
    id: "instance-allowance",
    name: "a driver loaded again within the window counts from zero",
    earlier: at({ [exceeded]: 500 }),
    now: at({ [exceeded]: 2 }),
    says: [{ level: "issue", value: 2 }],
  },
  {
    id: "instance-allowance",
    name: "a card whose driver does not count is not zero, and each card speaks for itself",
    earlier: { interfaceAllowances: [card({}), card({ [exceeded]: 1 }, "eth1")] },
    now: { interfaceAllowances: [card({}), card({ [exceeded]: 1 }, "eth1")] },
    says: [
      {
        level: "not-evaluated",
        subject: "eth0",
        line: "[INFO] Instance connection allowance (eth0): not evaluated: its driver ena has no conntrack_allowance_exceeded",
      },
      { level: "ok", subject: "eth1" },
    ],
  },
  {
    id: "instance-allowance",
    name: "a node without such a card is ok: there is nothing to exceed",
    now: { interfaceAllowances: [] },
    says: [{ level: "ok", line: "[OK] Instance connection allowance: no interface has allowance counters", value: 0 }],
  },
  {
    id: "instance-allowance",
    name: "less than a tenth of the estimated maximum left warns, and says that it is an estimate",
    now: { ...at({ [exceeded]: 0, [available]: 12_000 }), tableUsage: { count: 124_000, max: 262_144 } },
    says: [
      {
        level: "warning",
        value: 12_000,
        limit: 136_000,
        line: "[WARN] Instance connection allowance eth0 low: 12000 connections left of about 136000 (estimated: what is left and the entries of nf_conntrack together)",
      },
    ],
  },
  {
    id: "instance-allowance",
    name: "the most that was left within the two samples teaches the maximum",
    earlier: at({ [exceeded]: 0, [available]: 130_000 }),
    now: at({ [exceeded]: 0, [available]: 12_000 }),
    says: [{ level: "warning", value: 12_000, limit: 130_000 }],
  },
  {
    id: "instance-allowance",
    name: "a maximum that an operator has learnt is taken instead of the estimate",
    earlier: at({ [exceeded]: 0, [available]: 12_000 }),
    now: { ...at({ [exceeded]: 0, [available]: 12_000 }), tableUsage: { count: 124_000, max: 262_144 } },
    settings: { learntMaximum: 100_000 },
    says: [{ level: "ok", value: 0 }],
  },
  {
    id: "instance-allowance",
    name: "no permission is not evaluated",
    now: { interfaceAllowances: missing },
    says: [{ level: "not-evaluated" }],
  },
];
