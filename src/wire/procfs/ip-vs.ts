import { decimalNumber, hexNumber64, wordsOf } from "./number-text.ts";

/** /proc/net/ip_vs: the services, and what their destinations count as connections. */
export interface IpvsServices {
  readonly services: number;
  readonly activeConnections: number;
  readonly inactiveConnections: number;
}

export function parseIpvsServices(text: string): IpvsServices {
  const lines = text.split("\n");
  const destinations = lines
    .map(wordsOf)
    .filter((words) => words[0] === "->" && words.length >= 6)
    .map((words) => ({ active: decimalNumber(words[4] ?? ""), inactive: decimalNumber(words[5] ?? "") }));
  return {
    services: lines.filter((line) => /^(TCP|UDP|SCTP|FWM)\s/.test(line)).length,
    activeConnections: destinations.reduce((sum, { active = 0 }) => sum + active, 0),
    inactiveConnections: destinations.reduce((sum, { inactive = 0 }) => sum + inactive, 0),
  };
}

/** The totals of /proc/net/ip_vs_stats, in hexadecimal there. */
export interface IpvsTotals {
  readonly connections: number;
  readonly incomingPackets: number;
  readonly outgoingPackets: number;
  readonly incomingBytes: number;
  readonly outgoingBytes: number;
}

/** Undefined when the file has no row of five numbers. */
export function parseIpvsTotals(text: string): IpvsTotals | undefined {
  for (const line of text.split("\n")) {
    const values = wordsOf(line).map(hexNumber64);
    const [connections, incomingPackets, outgoingPackets, incomingBytes, outgoingBytes] = values;
    if (values.length !== 5 || connections === undefined || incomingPackets === undefined) continue;
    if (outgoingPackets === undefined || incomingBytes === undefined || outgoingBytes === undefined) continue;
    return { connections, incomingPackets, outgoingPackets, incomingBytes, outgoingBytes };
  }
  return undefined;
}

/** Counts the rows of /proc/net/ip_vs_conn as its bytes go by; the first line is a heading. */
export function countIpvsConnections(chunks: Iterable<Uint8Array>): number {
  let lines = 0;
  for (const chunk of chunks) for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, at + 1)) lines++;
  return Math.max(0, lines - 1);
}

const lineFeed = 0x0a;
