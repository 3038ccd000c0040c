import type { Check } from "../../checks/check.ts";

/** Something worth telling a person unasked, declared once: its rules, its page and its tests are made from this. */
export interface Alert {
  /** Of its page, `docs/alerts/<id>.md`. */
  readonly id: string;
  /** Its `alertname`: routes and silences name it, so it never changes. */
  readonly name: string;
  readonly title: string;
  /** What has happened, for someone who has just been woken. */
  readonly means: string;
  /** The wrong conclusion, denied in a whole sentence. */
  readonly doesNotMean: string;
  /** The checks that it stands on: their thresholds are its own, and their pages say more. */
  readonly checks: readonly Check[];
  /** What to run first; that of its first check where this is missing. */
  readonly nextCommand?: string;
  /** Rules of one alert differ by their severity, so that a worse one can inhibit the milder. */
  readonly rules: readonly AlertRule[];
}

export const alertSeverities = ["notice", "warning", "critical"] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

export interface AlertRule {
  readonly severity: AlertSeverity;
  /** PromQL. Its series keep `job` and `instance`, by which the node's name is joined to them. */
  readonly expression: string;
  readonly forSeconds: number;
  /** For what flickers: it stays until it has been quiet for this long. */
  readonly keepFiringForSeconds?: number;
  /** When it fires, in words, for its page. */
  readonly when: string;
  /** A Prometheus template of what comes after the node's name. */
  readonly says: string;
  /** The alert is about the absence of the series that the node's name would come from. */
  readonly hasNoNode?: true;
}
