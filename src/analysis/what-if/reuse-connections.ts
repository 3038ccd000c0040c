import type { EntriesByTimeout, TimeoutClass } from "../../model/table-traffic.ts";

/** What a connection leaves behind or passes through once: with k requests over each there are k times fewer. */
const onceEachConnection: readonly TimeoutClass[] = [
  "tcpSynSent",
  "tcpSynRecv",
  "tcpFinWait",
  "tcpCloseWait",
  "tcpLastAck",
  "tcpTimeWait",
  "tcpClose",
];

/**
 * The entries of a client that makes k requests over each connection. Its open connections are left as many as they are: as many requests are under way at a
 * time as before, each needs one, and a pool keeps some open besides. UDP has no connections to use again.
 */
export function withReuse(byTimeout: EntriesByTimeout, requests: number): EntriesByTimeout {
  return Object.fromEntries(
    (Object.entries(byTimeout) as [TimeoutClass, number][]) // Object.entries forgets the keys
      .map(([timeout, entries]) => [timeout, onceEachConnection.includes(timeout) ? entries / requests : entries]),
  );
}
