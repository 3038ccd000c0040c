/** Why an agent gave no answer, as far as it makes a difference to what is done about it. */
export const unansweredCodes = [
  /** Nothing came back within the deadline: a node that is down, a firewall, or a full table, which drops the first packet of every connection. */
  "no-connection",
  /** It took the connection and then said nothing. */
  "no-answer",
  "cut-off",
  /** Nobody listens there, no such host or socket, a certificate that is not trusted. */
  "unreachable",
  /** It answered with a refusal; the reason is in its words. */
  "refused",
  /** What answers is no agent, or one of another version. */
  "not-understood",
  /** The cluster says that its pod is on no node, or that a node has none. */
  "not-running",
  /** The API server does not lead to its pod. */
  "not-forwarded",
] as const;
export type UnansweredCode = (typeof unansweredCodes)[number];

/** An agent that was asked and gave no answer. Who is silent is a finding: a node whose table is full refuses new connections, ours too. */
export interface UnansweredAgent {
  readonly agent: string;
  readonly code: UnansweredCode;
  readonly because: string;
}
