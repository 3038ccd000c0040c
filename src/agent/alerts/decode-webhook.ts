import { isCount, isRecord } from "../../model/json-value.ts";

/** What Alertmanager posts to a webhook (version 4), as far as it is answered. */
export interface AlertWebhook {
  readonly alerts: readonly WebhookAlert[];
  /** How many alerts of the group Alertmanager left out, by its own `max_alerts`. */
  readonly truncatedAlerts: number;
}

export interface WebhookAlert {
  readonly isFiring: boolean;
  readonly fingerprint: string;
  readonly labels: ReadonlyMap<string, string>;
}

/** Looks at every field that it takes, and at no other. A text is what is wrong: then the whole is none, since half an answer would pass for a whole one. */
export function decodeWebhook(payload: unknown): AlertWebhook | string {
  if (!isRecord(payload)) return "it is no object";
  const { version, alerts, truncatedAlerts } = payload;
  if (version !== "4") return `its version is ${shown(version)} and not "4"`;
  if (!Array.isArray(alerts)) return "alerts is no list";
  const decoded: WebhookAlert[] = [];
  for (const [index, alert] of alerts.entries()) {
    const one = decodeAlert(alert);
    if (typeof one === "string") return `alerts[${index}]${one}`;
    decoded.push(one);
  }
  return { alerts: decoded, truncatedAlerts: isCount(truncatedAlerts) ? truncatedAlerts : 0 };
}

function decodeAlert(alert: unknown): WebhookAlert | string {
  if (!isRecord(alert)) return " is no object";
  const { status, fingerprint, labels } = alert;
  if (status !== "firing" && status !== "resolved") return `.status is ${shown(status)} and neither "firing" nor "resolved"`;
  if (!isRecord(labels)) return ".labels is no object";
  const pairs = Object.entries(labels);
  const texts = pairs.filter((pair): pair is [string, string] => typeof pair[1] === "string");
  if (texts.length < pairs.length) return ".labels has a value that is no text";
  return { isFiring: status === "firing", fingerprint: typeof fingerprint === "string" ? fingerprint : "", labels: new Map(texts) };
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : value === undefined ? "missing" : `a ${typeof value}`;
}
