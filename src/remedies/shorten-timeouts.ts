import { countText } from "../model/count-text.ts";
import { durationText } from "../model/duration-text.ts";
import type { CauseId, LimitId } from "../model/verdict.ts";
import type { PlanDraft, Remedy, Situation } from "./remedy.ts";
import { setTimeoutDraft } from "./set-timeout.ts";
import { partOf, sysctlOf } from "./situation-readings.ts";

interface TimeoutRow {
  readonly name: string;
  readonly title: string;
  readonly sysctl: string;
  readonly cause: CauseId;
  /** Seconds. It is offered only where the node waits longer. */
  readonly to: number;
  readonly why: string;
  readonly caution: string;
  /** The field of kube-proxy's configuration that writes the same sysctl when it starts. */
  readonly kubeProxyField?: string;
  /** Limits for which the entries themselves are not what is short. */
  readonly notFor: readonly LimitId[];
  /** How many entries it is about, for the reason. */
  counted(situation: Situation): number | undefined;
}

const rows: readonly TimeoutRow[] = [
  {
    name: "time-wait",
    title: "Forget closed connections sooner",
    sysctl: "nf_conntrack_tcp_timeout_time_wait",
    cause: "connection-churn",
    to: 30,
    why: "A closed connection keeps its entry in TIME_WAIT for 120 s by default. That is the tracker's own patience; the sockets of client and server keep theirs.",
    caution:
      "A late packet of a closed connection then finds no entry, is taken for a new one or counted as invalid. It relieves; what helps for good is to use connections again.",
    notFor: [],
    counted: (situation) => partOf(situation, "tableComposition")?.byState["TIME_WAIT"],
  },
  {
    name: "udp",
    title: "Forget unanswered UDP sooner",
    sysctl: "nf_conntrack_udp_timeout",
    cause: "udp-accumulation",
    to: 10,
    why: "Nothing closes UDP: one question and one answer keep an entry for 30 s by default.",
    caution:
      "An answer that takes longer than 10 s does not come back through address translation any more. DNS resolvers give up after 5 s.",
    kubeProxyField: "udpTimeout",
    notFor: ["snat-ports"],
    counted: (situation) => partOf(situation, "tableComposition")?.facts.udp,
  },
  {
    name: "udp-stream",
    title: "Forget idle UDP streams sooner",
    sysctl: "nf_conntrack_udp_timeout_stream",
    cause: "udp-accumulation",
    to: 30,
    why: "UDP that went on for 2 s in both directions counts as a stream and keeps its entry for 120 s after the last packet by default.",
    caution:
      "A UDP protocol that is silent for longer than 30 s (QUIC, VPN, games) loses its translation; such clients need keepalives below that.",
    kubeProxyField: "udpStreamTimeout",
    notFor: ["snat-ports"],
    counted: (situation) => partOf(situation, "tableComposition")?.facts.udp,
  },
  {
    name: "established",
    title: "Forget idle established connections sooner",
    sysctl: "nf_conntrack_tcp_timeout_established",
    cause: "connection-leak",
    to: 10_800,
    why: "An ESTABLISHED connection that nobody closes keeps its entry for five days by default, for 24 h under kube-proxy. Three hours are more than the kernel's keepalive takes (7200 s, then nine probes of 75 s each).",
    caution:
      "Below the keepalive of a client or a server it breaks connections that are idle and well: their next packet is refused or falls into nothing. Ask for the keepalives of databases and message queues first. Entries that are idle already keep the countdown they began with, so the table empties only by degrees.",
    kubeProxyField: "tcpEstablishedTimeout",
    notFor: ["snat-ports"],
    counted: (situation) => partOf(situation, "tableComposition")?.facts.established,
  },
];

/** The remedy that shortens the timeout of a sysctl, where there is one. */
export function shortenTimeoutOf(sysctl: string): Remedy | undefined {
  const at = rows.findIndex((row) => row.sysctl === sysctl);
  return shortenTimeouts[at];
}

export const shortenTimeouts: readonly Remedy[] = rows.map((row) => ({
  id: `shorten-${row.name}-timeout`,
  title: row.title,
  kind: "change",
  when: "immediate",
  rating: "YELLOW",
  why: row.why,
  helpsAgainst: [row.cause],
  doesNotHelpAgainst: ["instance-allowance", "bpf-map-full", "hash-undersized", "none", "unknown", ...row.notFor],
  plan: (situation) => timeoutPlan(row, situation),
}));

function timeoutPlan(row: TimeoutRow, situation: Situation): PlanDraft | undefined {
  const current = sysctlOf(situation, row.sysctl);
  const decided = situation.decided?.timeouts?.[row.sysctl];
  const to = decided ?? row.to;
  // Nobody decides on a longer one to have it offered as a shorter one.
  if (current === undefined || current <= to) return undefined;
  const entries = row.counted(situation);
  const counted = entries === undefined ? "" : `, and ${countText(entries)} entries are of that kind`;
  return {
    ...setTimeoutDraft({ sysctl: row.sysctl, name: row.name, from: current, to, kubeProxyField: row.kubeProxyField }, situation),
    because: `This node waits ${durationText(current)}${counted}.`,
    caution: row.caution,
  };
}
