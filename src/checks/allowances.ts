import { counterIncrease } from "../analysis/counter-increase.ts";
import type { Counters, InterfaceAllowances } from "../model/node-snapshot.ts";
import {
  type Check,
  defineCheck,
  type FiringLevel,
  type JudgedDraft,
  type SignalDraft,
  type Threshold,
  type ThresholdTable,
} from "./check.ts";
import { draftIncrease } from "./increase-draft.ts";

/** What an instance type allows its network card; the ENA driver counts the packets queued or dropped beyond it. */
interface AllowanceRow {
  readonly id: string;
  readonly title: string;
  /** ethtool's name for the counter. */
  readonly exceeded: string;
  /** ethtool's name for what is left, where the driver tells. */
  readonly available?: string;
  readonly whenExceeded: Exclude<FiringLevel, "notice">;
  readonly why: string;
  readonly doesNotMean: string;
}

const rows: readonly AllowanceRow[] = [
  {
    id: "instance-allowance",
    title: "Instance connection allowance",
    exceeded: "conntrack_allowance_exceeded",
    available: "conntrack_allowance_available",
    whenExceeded: "issue",
    why: "The card tracks connections in a table of its own and refuses packets when that is full. No sysctl reaches it; a larger instance, shorter idle timeouts of the interface or untracked security group rules do.",
    doesNotMean:
      "It does not mean that nf_conntrack is full: the two tables are separate. Nobody publishes the maximum of an instance type. What is left is a value of the instance, so it must not be added up over interfaces.",
  },
  {
    id: "link-local-allowance",
    title: "Link-local allowance",
    exceeded: "linklocal_allowance_exceeded",
    whenExceeded: "warning",
    why: "Packets to the provider's DNS, metadata and time services were dropped: 1024 packets per second for each interface. Names fail to resolve while everything else works.",
    doesNotMean: "It does not mean a full table of any kind; a cache of names on the node helps, a larger table does not.",
  },
  {
    id: "bandwidth-in-allowance",
    title: "Inbound bandwidth allowance",
    exceeded: "bw_in_allowance_exceeded",
    whenExceeded: "warning",
    why: "Inbound packets were queued or dropped because the instance received more than its type allows.",
    doesNotMean: "It does not mean lost connections: short bursts are queued. It has nothing to do with connection tracking.",
  },
  {
    id: "bandwidth-out-allowance",
    title: "Outbound bandwidth allowance",
    exceeded: "bw_out_allowance_exceeded",
    whenExceeded: "warning",
    why: "Outbound packets were queued or dropped because the instance sent more than its type allows.",
    doesNotMean: "It does not mean lost connections: short bursts are queued. It has nothing to do with connection tracking.",
  },
  {
    id: "packet-rate-allowance",
    title: "Packet rate allowance",
    exceeded: "pps_allowance_exceeded",
    whenExceeded: "warning",
    why: "Packets were queued or dropped because the instance handled more packets a second than its type allows, in both directions together.",
    doesNotMean:
      "It does not mean a lack of bandwidth: small packets reach this limit first. It has nothing to do with connection tracking.",
  },
];

const exceededIncrease: Threshold = {
  default: 1,
  unit: "count",
  source: "the counter is cumulative since the driver was loaded, so only its increase says anything about today",
};

const whatIsLeft = {
  availableWarning: { default: 1000, unit: "count", source: "the DNS monitoring stack's alert ConntrackLow" },
  availableRatio: {
    default: 0.1,
    unit: "ratio",
    source: "chosen: a tenth of the maximum, since a busy node opens that many connections within minutes",
  },
  learntMaximum: {
    default: 0,
    unit: "count",
    source: "nobody publishes the maximum of an instance type: 0 takes what is left and the entries of nf_conntrack together",
  },
} as const satisfies ThresholdTable;

export const allowances: readonly Check[] = rows.map((row) => {
  const thresholds: ThresholdTable = row.available === undefined ? { exceededIncrease } : { exceededIncrease, ...whatIsLeft };
  return defineCheck({
    id: row.id,
    title: row.title,
    says: `How far ${row.exceeded} rose within the window, for each interface that counts it${row.available === undefined ? "" : `, and how many ${row.available} has left`}.`,
    why: row.why,
    doesNotMean: row.doesNotMean,
    nextCommand: "ethtool -S <interface> | grep allowance",
    needs: ["interfaceAllowances"],
    ...(row.available === undefined ? {} : { uses: ["tableUsage"] as const }),
    cost: "cheap",
    judges: "increase",
    levels: {
      ...(row.available === undefined
        ? {}
        : { warning: "What is left is below availableWarning, or below availableRatio of the maximum." }),
      [row.whenExceeded]: "The counter rose by exceededIncrease or more.",
    },
    thresholds,
    evaluate({ now, earlier, windowSeconds }, values) {
      const before = new Map(earlier?.interfaceAllowances.value.map((card) => [card.interfaceName, card.statistics]));
      const cards = now.interfaceAllowances.value;
      if (cards.length === 0) return [{ level: "ok", text: `${row.title}: no interface has allowance counters`, value: 0 }];
      return cards.map((card) =>
        draftCard(row, card, {
          earlier: before.get(card.interfaceName),
          tracked: now.tableUsage?.value.count,
          windowSeconds,
          thresholds: values,
        }),
      );
    },
  });
});

interface Setting {
  readonly earlier: Counters | undefined;
  /** Entries of nf_conntrack, the nearest thing to what the card tracks that anybody can count. */
  readonly tracked: number | undefined;
  readonly windowSeconds: number;
  readonly thresholds: Readonly<Record<string, number>>;
}

function draftCard(row: AllowanceRow, card: InterfaceAllowances, setting: Setting): SignalDraft {
  const { interfaceName, driver, statistics } = card;
  const { earlier, windowSeconds, thresholds } = setting;
  const what = `${row.title} ${interfaceName}`;
  const counted = counterIncrease(row.exceeded, earlier, statistics);
  const left = row.available === undefined ? undefined : statistics[row.available];
  const leftText = left === undefined ? "" : `${left} connections left`;
  // What is left is a state: it is judged with one sample too, and it warns before anything was refused.
  if (left !== undefined && !(counted.kind === "increase" && counted.increase > 0)) {
    const low = draftLow(what, left, setting, earlier?.[row.available ?? ""]);
    if (low !== undefined) return { ...low, subject: interfaceName };
  }
  if (statistics[row.exceeded] === undefined) {
    return { level: "not-evaluated", because: `its driver ${driver} has no ${row.exceeded}`, subject: interfaceName };
  }
  const draft = draftIncrease(
    what,
    counted,
    windowSeconds,
    ({ increase, said }) => ({
      level: increase >= (thresholds["exceededIncrease"] ?? 1) ? row.whenExceeded : "ok",
      text: `${what} exceeded: ${said}`,
    }),
    interfaceName,
  );
  return draft.level === "not-evaluated" || leftText === "" ? draft : { ...draft, text: `${draft.text}; ${leftText}` };
}

function draftLow(what: string, left: number, setting: Setting, earlierLeft: number | undefined): JudgedDraft | undefined {
  const { thresholds, tracked } = setting;
  const fewest = thresholds["availableWarning"] ?? 0;
  if (left < fewest) return { level: "warning", text: `${what} low: ${left} connections left`, value: left, limit: fewest };
  const told = thresholds["learntMaximum"] ?? 0;
  const seen = Math.max(left + (tracked ?? 0), earlierLeft ?? 0);
  const maximum = told > 0 ? told : seen;
  if (left >= maximum * (thresholds["availableRatio"] ?? 0)) return undefined;
  const from = told > 0 ? "" : "estimated: what is left and the entries of nf_conntrack together";
  return {
    level: "warning",
    text: `${what} low: ${left} connections left of about ${maximum}${from === "" ? "" : ` (${from})`}`,
    value: left,
    limit: maximum,
  };
}
