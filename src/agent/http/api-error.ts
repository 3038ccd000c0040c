/** Every code of a request that is not answered with what it asked for: the one table of codes and statuses. Codes are stable: programs may act on them. */
export const apiErrorCodes = {
  "request-malformed": {
    status: 400,
    means: "The target of the request is no path of this server.",
    advice: "Ask for a path that begins with /.",
  },
  "parameter-unknown": {
    status: 400,
    means: "The query has a parameter that this path does not take.",
    advice: "Leave it out; the message names those it takes.",
  },
  "parameter-malformed": {
    status: 400,
    means: "A parameter of the query has a value that it cannot have.",
    advice: "The message says what it takes.",
  },
  "body-malformed": {
    status: 400,
    means: "The body is not what this path takes.",
    advice: "Send JSON; the message says what is wrong with it.",
  },
  "token-missing": {
    status: 401,
    means: "Nobody is let in here without a token, or not with this one.",
    advice: "Send the header `Authorization: Bearer TOKEN`.",
  },
  "not-permitted": {
    status: 403,
    means: "The token is known and may not ask for this path.",
    advice: "Have its owner given `get` on this path: a ClusterRole with nonResourceURLs.",
  },
  "cross-site": {
    status: 403,
    means: "A page of another site asks through somebody's browser.",
    advice: "Ask with a program, or open the page itself.",
  },
  "path-unknown": { status: 404, means: "There is nothing at this path.", advice: "`paths` of the answer lists what there is." },
  "incident-unknown": {
    status: 404,
    means: "No incident of this name is kept: it was never recorded, or gave way to later ones.",
    advice: "Ask /v1/incidents for those that are kept.",
  },
  "method-unsuitable": { status: 405, means: "This path does not take this method.", advice: "The header Allow names those it takes." },
  "not-acceptable": {
    status: 406,
    means: "The answer cannot be had in a form that the header Accept allows.",
    advice: "Accept the form that the message names, or leave the header out.",
  },
  "body-slow": { status: 408, means: "The body did not arrive in time.", advice: "Send it at once." },
  "body-too-large": { status: 413, means: "The body is larger than what is taken.", advice: "Send smaller groups of alerts." },
  "body-type": {
    status: 415,
    means: "The body is not said to be JSON, or it is compressed.",
    advice: "Send it with `Content-Type: application/json` and without Content-Encoding.",
  },
  "host-refused": {
    status: 421,
    means: "The request calls this server by a name that it does not have: a page elsewhere may have had its own name point here.",
    advice: "Ask for localhost or 127.0.0.1, or let the agent be told the name with --allow-host.",
  },
  "walk-refused": {
    status: 429,
    means: "The table was walked too lately, or too many wait for it.",
    advice: "Ask without walk=now, or again after the time in Retry-After.",
  },
  "collect-busy": {
    status: 429,
    means: "A bundle is being collected for somebody else; each costs a walk of the table.",
    advice: "Ask again after the time in Retry-After.",
  },
  "agent-bug": { status: 500, means: "The agent failed where it must not.", advice: "Report it with the lines of its log at this time." },
  "collect-failed": {
    status: 500,
    means: "The bundle could not be collected, for the reason that the message gives.",
    advice: "Run `ullage collect` on the node, which says more.",
  },
  "authority-silent": {
    status: 503,
    means: "Whoever decides about the token did not answer, so nobody is let in.",
    advice: "Ask again after the time in Retry-After; on the node itself ask the socket.",
  },
  "too-busy": {
    status: 503,
    means: "As many requests are under way as are taken at a time.",
    advice: "Ask again after the time in Retry-After.",
  },
  "not-ready": {
    status: 503,
    means: "The agent has not yet read what the answer is made of.",
    advice: "Ask again after the time in Retry-After; /readyz says when.",
  },
  "answer-late": {
    status: 504,
    means: "The answer was not there within the time that this path has.",
    advice: "Ask again; `works` of /v1/snapshot says what is slow.",
  },
} as const satisfies Record<string, { readonly status: number; readonly means: string; readonly advice: string }>;

export type ApiErrorCode = keyof typeof apiErrorCodes;

export interface ApiErrorExtras {
  readonly headers?: Readonly<Record<string, string>>;
  readonly retryAfterSeconds?: number;
  /** What there is, beside the error. */
  readonly paths?: readonly string[];
}

/** Thrown by a route, and made an answer of in one place. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly extras: ApiErrorExtras;

  constructor(code: ApiErrorCode, what: string, extras: ApiErrorExtras = {}) {
    super(what);
    this.name = "ApiError";
    this.code = code;
    this.extras = extras;
  }

  get status(): number {
    return apiErrorCodes[this.code].status;
  }
}
