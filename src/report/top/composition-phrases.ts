import type { EntriesByTimeout, TimeoutClass } from "../../model/table-traffic.ts";
import { percentText } from "../figures.ts";
import { type Phrase, phrase } from "./fit-phrases.ts";

/** What the entries are, most first. */
export function compositionPhrases(byTimeout: EntriesByTimeout): readonly Phrase[] {
  const classes = (Object.keys(timeoutClassNames) as readonly TimeoutClass[]) // keys of our own table
    .map((name) => ({ name: timeoutClassNames[name], entries: byTimeout[name] ?? 0 }))
    .filter(({ entries }) => entries > 0)
    .sort((left, right) => right.entries - left.entries);
  const total = classes.reduce((sum, { entries }) => sum + entries, 0);
  return classes.map(({ name, entries }, place) => phrase(100 - place, `${name} ${percentText(entries / total)}`));
}

/** The states in the kernel's own words, where one state has one timeout. */
const timeoutClassNames = {
  tcpSynSent: "SYN_SENT",
  tcpSynRecv: "SYN_RECV",
  tcpEstablished: "ESTABLISHED",
  tcpFinWait: "FIN_WAIT",
  tcpCloseWait: "CLOSE_WAIT",
  tcpLastAck: "LAST_ACK",
  tcpTimeWait: "TIME_WAIT",
  tcpClose: "CLOSE",
  tcpMaxRetrans: "retransmitted",
  tcpUnacknowledged: "unacknowledged",
  udp: "UDP",
  udpStream: "UDP stream",
  icmp: "ICMP",
  icmpv6: "ICMPv6",
  generic: "generic",
  sctpEstablished: "SCTP",
  other: "other",
} as const satisfies Record<TimeoutClass, string>;
