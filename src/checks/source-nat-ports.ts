import { sourceNatRoom } from "../analysis/source-nat-room.ts";
import { countText } from "../model/count-text.ts";
import type { SourceNatPortUse } from "../model/table-composition.ts";
import { defineCheck, type JudgedDraft } from "./check.ts";
import { percentText } from "./table-weight.ts";

export const sourceNatPorts = defineCheck({
  id: "source-nat-ports",
  title: "Source NAT ports",
  says: "How many ports source NAT uses from one address of the node towards one destination address, port and protocol, against the range it draws from.",
  why: "Connections to one destination that leave with one address must differ in their port: when the range is used up each further one is lost, in a table that is nearly empty.",
  doesNotMean:
    "The range is the kernel's, 1024–65535, unless the table itself shows a narrower one: rules are not read, so that fewer ports may be left than it says. Connections of the node itself use ports of the same range and are not counted.",
  nextCommand: "ullage analyze --by destination,port",
  needs: ["tableComposition"],
  uses: ["portRanges"],
  cost: "dump",
  judges: "state",
  levels: {
    notice: "Towards one destination noticeShare of the ports are in use.",
    warning: "Towards one destination warningShare of the ports are in use.",
    issue: "Towards one destination issueShare of the ports are in use.",
  },
  thresholds: {
    noticeShare: { default: 0.5, unit: "ratio", source: "chosen: every second port that is tried is taken" },
    warningShare: { default: 0.8, unit: "ratio", source: "chosen: each further connection tries several ports, and bursts find none" },
    issueShare: {
      default: 0.98,
      unit: "ratio",
      source:
        "the kernel tries 240 ports at most for a connection (128, 64, 32, 16: nf_nat_core.c): with one in fifty free, one in a hundred finds none",
    },
  },
  evaluate({ now }, { noticeShare, warningShare, issueShare }) {
    const { sourceNat } = now.tableComposition.value;
    if (sourceNat === undefined) return [{ level: "not-evaluated", because: "the walk of the table did not count what source NAT uses" }];
    const ranges = now.portRanges?.value;
    const used = sourceNat.items.map((use) => ({ use, room: sourceNatRoom(use, ranges) }));
    const drafts = used
      .filter(({ room }) => room.share >= noticeShare)
      .map(
        ({ use, room }): JudgedDraft => ({
          level: room.share >= issueShare ? "issue" : room.share >= warningShare ? "warning" : "notice",
          text: `Source NAT ports: used ${portsText(room.used, room.ports)} ${towards(use)} (${percentText(room.share)}, ${countText(room.free)} free${room.isNarrowed ? `; a rule seems to allow ${room.range.from}-${room.range.to} only` : ""})`,
          subject: `${use.from} to ${use.to}:${use.port}/${use.protocol}`,
          value: room.used,
          limit: room.ports,
        }),
      );
    if (drafts.length > 0) return drafts;
    const [most] = used;
    if (most === undefined) return [{ level: "ok", text: "Source NAT ports: none in use", value: 0 }];
    const text = `Source NAT ports: at most ${portsText(most.room.used, most.room.ports)} used ${towards(most.use)}`;
    return [{ level: "ok", text, value: most.room.used, limit: most.room.ports }];
  },
});

function portsText(used: number, ports: number): string {
  return `${countText(used)} of ${countText(ports)} ports`;
}

function towards({ from, to, port, protocol, zone }: SourceNatPortUse): string {
  const host = to.includes(":") ? `[${to}]` : to;
  return `to ${host}:${port}/${protocol} from ${from}${zone === undefined ? "" : ` in zone ${zone}`}`;
}
