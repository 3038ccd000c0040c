import type { TableComposition } from "../model/table-composition.ts";
import { type Check, defineCheck } from "./check.ts";
import { isWeighty, percentText, tableWeight, tooFewRead } from "./table-weight.ts";

/** A kind of entry whose share of the table points at what fills it. */
interface ShareRow {
  readonly id: string;
  readonly title: string;
  readonly part: (composition: TableComposition) => number;
  readonly partName: string;
  readonly whole: (composition: TableComposition) => number;
  readonly wholeName: string;
  readonly warningShare: number;
  readonly thresholdSource: string;
  readonly why: string;
  readonly doesNotMean: string;
  readonly nextCommand: string;
  /** What a reader must know about this very table. */
  readonly remark?: (composition: TableComposition) => string;
}

const rows: readonly ShareRow[] = [
  {
    id: "time-wait-share",
    title: "TIME_WAIT share",
    part: ({ byState }) => byState["TIME_WAIT"] ?? 0,
    partName: "in TIME_WAIT",
    whole: ({ facts }) => facts.tcp,
    wholeName: "TCP entries",
    warningShare: 0.5,
    thresholdSource: "the monitoring guide: more than half of TCP in TIME_WAIT is connection churn",
    why: "Short-lived connections fill the table: each stays for tcp_timeout_time_wait after it was closed. Connection reuse in the client empties it.",
    doesNotMean: "It does not mean a leak, and TIME_WAIT itself is no fault: it is what closed connections look like.",
    nextCommand: "ullage analyze --by source",
  },
  {
    id: "udp-share",
    title: "UDP share",
    part: ({ facts }) => facts.udp,
    partName: "UDP",
    whole: ({ total }) => total,
    wholeName: "entries",
    warningShare: 0.5,
    thresholdSource: "chosen: above half, UDP is what decides when the table is full",
    why: "UDP entries live until they time out, since nothing closes them, and those that were never answered twice are the first to be evicted: names stop resolving first.",
    doesNotMean: "A node that serves DNS or QUIC has much UDP and is healthy.",
    nextCommand: "ullage analyze --by port",
  },
  {
    id: "unreplied-share",
    title: "Unreplied share",
    part: ({ byFlag }) => byFlag["unreplied"] ?? 0,
    partName: "without any answer",
    whole: ({ total }) => total,
    wholeName: "entries",
    warningShare: 0.3,
    thresholdSource: "the same share as for a burst or a retry storm",
    why: "Somebody sends to where nobody answers: a service that is down, a stale endpoint, a scan, or one-way traffic.",
    doesNotMean: "One-way UDP such as syslog or metrics is never answered and is well.",
    nextCommand: "ullage analyze --by destination",
  },
  {
    id: "syn-sent-share",
    title: "SYN_SENT share",
    part: ({ byState }) => byState["SYN_SENT"] ?? 0,
    partName: "in SYN_SENT",
    whole: ({ facts }) => facts.tcp,
    wholeName: "TCP entries",
    warningShare: 0.3,
    thresholdSource: "a burst or a retry storm: connections are begun faster than they are answered",
    why: "Connections are begun and not answered: a destination that drops, or clients that try again and again, which makes a full table fuller.",
    doesNotMean: "It does not say who is at fault: the destination may be down, or the answers may take another way.",
    nextCommand: "ullage analyze --by destination",
  },
  {
    id: "idle-established",
    title: "Idle ESTABLISHED share",
    part: ({ facts }) => facts.establishedKnownIdleOverOneHour,
    partName: "idle for over 1 h",
    whole: ({ facts }) => facts.established,
    wholeName: "ESTABLISHED entries",
    warningShare: 0.3,
    thresholdSource: "a connection leak: connections that were opened and never closed nor used",
    why: "Entries of connections that nobody uses stay for tcp_timeout_established, a day under kube-proxy and five days otherwise.",
    doesNotMean:
      "A pool that keeps connections open is idle by intent. Entries whose countdown does not tell their idle time are not counted as idle.",
    nextCommand: "ullage analyze --by endpoint",
    remark: ({ byIdleAge }) => ((byIdleAge["unknown"] ?? 0) === 0 ? "" : `; of ${byIdleAge["unknown"]} the idle time is unknown`),
  },
  {
    id: "tunnel-entries",
    title: "Tunnel share",
    part: ({ facts }) => facts.tunnel,
    partName: "VXLAN or Geneve",
    whole: ({ total }) => total,
    wholeName: "entries",
    warningShare: 0.25,
    thresholdSource: "chosen: a quarter of the table for what carries the pods' network and need not be tracked",
    why: "The overlay network takes a new source port for each inner flow, so its outer packets fill the table beside the pods' own entries.",
    doesNotMean: "Tunnels are not a workload at fault; they can be exempted from tracking by the network plugin.",
    nextCommand: "ullage analyze --by port",
  },
];

export const tableShares: readonly Check[] = rows.map((row) =>
  defineCheck({
    id: row.id,
    title: row.title,
    says: `How many of the ${row.wholeName} of the table are ${row.partName}, from a walk of the whole table.`,
    why: row.why,
    doesNotMean: row.doesNotMean,
    nextCommand: row.nextCommand,
    needs: ["tableComposition"],
    uses: ["tableUsage"],
    cost: "dump",
    judges: "state",
    levels: {
      notice: "The share reaches warningShare, and minimumPart of all entries, in a table that is too empty to matter.",
      warning:
        "The share reaches warningShare, and minimumPart of all entries, with minimumEntries in the table and, where the limit is known, minimumRatio of it.",
    },
    thresholds: {
      warningShare: { default: row.warningShare, unit: "ratio", source: row.thresholdSource },
      minimumPart: {
        default: 0.1,
        unit: "ratio",
        source: "chosen: what is less than a tenth of the whole table does not fill it, be it all of its kind",
      },
      ...tableWeight,
    },
    evaluate({ now }, { warningShare, minimumPart, ...weight }) {
      const composition = now.tableComposition.value;
      const { total, capped } = composition;
      const because = tooFewRead(composition, now.tableUsage?.value.count);
      if (because !== undefined) return [{ level: "not-evaluated", because }];
      const whole = row.whole(composition);
      const part = row.part(composition);
      const share = whole === 0 ? 0 : part / whole;
      const cut = capped === undefined ? "" : `, of the part that was read: ${capped.because}`;
      const text = `${row.title}: ${part} of ${whole} ${row.wholeName} ${row.partName} (${percentText(share)})${row.remark?.(composition) ?? ""}${cut}`;
      const figures = { value: part, limit: whole };
      if (whole === 0 || share < warningShare || part < total * minimumPart) return [{ level: "ok", text, ...figures }];
      return [{ level: isWeighty(total, now.tableUsage?.value.max, weight) ? "warning" : "notice", text, ...figures }];
    },
  }),
);
