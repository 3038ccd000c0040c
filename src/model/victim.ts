/** A way in which connections of a network namespace fail; src/analysis/sufferings.ts says what each is counted by. */
export const sufferingIds = ["syn-retransmits", "unsent", "timeouts", "failed-attempts", "udp-send-errors", "no-route"] as const;
export type SufferingId = (typeof sufferingIds)[number];

/** Whose connections fail, beside whoever fills the table. */
export interface Victim {
  /** The pod or container, else a process of the network namespace. */
  readonly name: string;
  /** The Kubernetes namespace. */
  readonly namespace?: string;
  /** The node's own network, shared by everything on the host network. */
  readonly isOwn: boolean;
  /** What it suffers most of. */
  readonly what: SufferingId;
  /** How much more of it there was at the end of the window. */
  readonly increase: number;
  readonly perSecond: number;
  /** What else it suffers, the most frequent first. */
  readonly also: readonly { readonly what: SufferingId; readonly increase: number; readonly perSecond: number }[];
}
