/** Every code that a tool can fail with, with what it means and what to do next. Codes are stable: agents act on them. */
export const toolFailureCodes = {
  "bad-argument": {
    means: "A parameter is missing, unknown or not what it can be. The message names it.",
    next: "Call the tool again with the parameter as its schema describes it.",
  },
  "unknown-node": {
    means: "No node, instance or bundle has that name here.",
    next: "Call cluster_health to see the nodes that are known, or history for the bundles.",
  },
  "name-untold": {
    means:
      "This server replaces names and addresses, and what was asked with is none that an answer showed; whether it exists is not said by this.",
    next: "Ask with names and addresses as answers show them: cluster_health and history tell the nodes and bundles, top_talkers and errors the rest.",
  },
  "unknown-cluster": {
    means: "No cluster has that name here.",
    next: "Call cluster_health with one of the clusters that the message names.",
  },
  "unknown-run": { means: "No collection has that id.", next: "Call history for the collections that are known." },
  "no-bundle": {
    means: "Nothing has been collected from the node, so there are no files to look into.",
    next: "Call collect for the node, then the tool again.",
  },
  "bundle-unreadable": {
    means: "The bundle is half-written, damaged or holds nothing that is known here. The message says which.",
    next: "Collect again, or name another bundle of the node.",
  },
  "file-unknown": {
    means: "The bundle has no file of that path, or the path points out of it.",
    next: "Call validate for the files of the bundle.",
  },
  "file-binary": { means: "The file is no text.", next: "Call artifact for a link to the file." },
  "token-foreign": {
    means: "The page token is not one of this tool's, or was given for another query.",
    next: "Ask again without the token; keep every other parameter as it is while paging.",
  },
  "token-stale": {
    means: "The bundle was indexed anew since the page token was given, so pages no longer fit together.",
    next: "Ask again without the token.",
  },
  "pattern-invalid": { means: "The query is no regular expression.", next: "Correct the expression; the message says where it fails." },
  "time-invalid": { means: "A time could not be read.", next: "Give times as ISO 8601, such as 2026-01-15T12:00:00Z." },
  "not-available": {
    means: "The source that answers here cannot do that. The message says why and which could.",
    next: "Use the tool that the message names.",
  },
  unknown: {
    means: "No catalogue has that id, or no runbook has that name.",
    next: "Call explain or list_sops without an id to see all of them.",
  },
  "node-unanswered": {
    means: "The node, or the agent on it, did not answer.",
    next: "Look at what the message says of it; a bundle that was collected before can still be asked.",
  },
  busy: { means: "Too many calls are under way; nothing was done.", next: "Call again in some seconds." },
  "timed-out": { means: "The call took longer than it may.", next: "Narrow the question: fewer files, fewer nodes, a simpler pattern." },
  cancelled: { means: "The caller took the call back.", next: "Nothing: what had been collected by then was discarded." },
  "disk-full": {
    means: "Nothing more can be written to where bundles are kept.",
    next: "An operator has to make room; reading works without it.",
  },
  "server-bug": {
    means: "The server failed where it must not. The message has the reference under which its log says more.",
    next: "Try another tool for the same question, and tell an operator the reference.",
  },
} as const satisfies Readonly<Record<string, { readonly means: string; readonly next: string }>>;

export type ToolFailureCode = keyof typeof toolFailureCodes;

/** An answer that could not be given, for a reason the caller can act on. */
export class ToolFailure extends Error {
  readonly code: ToolFailureCode;
  /** Instead of what the code has: what to do next in this very case. */
  readonly next: string;

  constructor(code: ToolFailureCode, message: string, options: { readonly next?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ToolFailure";
    this.code = code;
    this.next = options.next ?? toolFailureCodes[code].next;
  }
}
