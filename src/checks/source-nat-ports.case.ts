import type { SourceNatPortUse, TableComposition } from "../model/table-composition.ts";
import { type CheckCase, missing } from "./check.case.ts";
import { quietComposition } from "./composition.case.ts";

const use = (used: number, rest: Partial<SourceNatPortUse> = {}): SourceNatPortUse => ({
  ...{ from: "10.1.2.3", to: "10.0.0.10", port: 53, protocol: "udp", used },
  ...{ lowestPort: 1030, highestPort: 65_500, remapped: Math.floor(used / 2) },
  ...rest,
});
const using = (...items: readonly SourceNatPortUse[]): TableComposition => ({
  ...quietComposition,
  sourceNat: { exact: true, errorBound: 0, distinct: items.length, items },
});
const portRanges = { ephemeral: { from: 32_768, to: 60_999 }, reservedPorts: 0, sourceNatDefault: { from: 1024, to: 65_535 } };

export const cases: readonly CheckCase[] = [
  {
    name: "a few ports are ok, and the most used destination is named",
    now: { tableComposition: using(use(900), use(20, { to: "10.0.0.11" })), portRanges },
    says: [
      {
        level: "ok",
        line: "[OK] Source NAT ports: at most 900 of 64,512 ports used to 10.0.0.10:53/udp from 10.1.2.3",
        value: 900,
        limit: 64_512,
      },
    ],
  },
  { name: "no translation uses none", now: { tableComposition: using(), portRanges }, says: [{ level: "ok", value: 0 }] },
  { name: "half of them is a notice", now: { tableComposition: using(use(33_000)), portRanges }, says: [{ level: "notice" }] },
  { name: "four fifths warn", now: { tableComposition: using(use(52_000)), portRanges }, says: [{ level: "warning" }] },
  {
    name: "a narrow range that the table shows is the one that counts, and is said",
    now: { tableComposition: using(use(27_900, { lowestPort: 32_768, highestPort: 60_999 })), portRanges },
    says: [
      {
        level: "issue",
        line: "[ISSUE] Source NAT ports: used 27,900 of 28,232 ports to 10.0.0.10:53/udp from 10.1.2.3 (~98%, 332 free; a rule seems to allow 32768-60999 only)",
        subject: "10.1.2.3 to 10.0.0.10:53/udp",
        value: 27_900,
        limit: 28_232,
      },
    ],
  },
  {
    name: "each destination speaks for itself; IPv6 and zones are written so that they can be read",
    now: {
      tableComposition: using(use(64_000), use(40_000, { from: "fd20::1", to: "fd00::10", zone: 7 }), use(10)),
      portRanges,
    },
    says: [
      { level: "issue" },
      {
        level: "notice",
        line: "[OK] Source NAT ports: used 40,000 of 64,512 ports to [fd00::10]:53/udp from fd20::1 in zone 7 (~62%, 24,512 free)",
      },
    ],
  },
  {
    name: "without the node's ranges there is the kernel's",
    now: { tableComposition: using(use(900)), portRanges: missing },
    says: [{ limit: 64_512 }],
  },
  {
    name: "a walk that did not count them is not evaluated",
    now: { tableComposition: quietComposition },
    says: [{ level: "not-evaluated" }],
  },
];
