/** Every catalogue that an id of an answer can be of, in the order in which a reader meets them. */
export const catalogueNames = [
  "limit",
  "look-alike",
  "cause",
  "check",
  "remedy",
  "guardrail",
  "collector",
  "log-pattern",
  "runbook",
  "input-error",
  "tool-failure",
] as const;

export type CatalogueName = (typeof catalogueNames)[number];
