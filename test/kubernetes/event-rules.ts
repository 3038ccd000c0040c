import type { StoredObject } from "./object-store.ts";

/**
 * Why the real server would refuse an Event of events.k8s.io/v1: the rules of ValidateEventCreate and ValidateEventUpdate (pkg/apis/core/validation/events.go), in
 * the order in which they stand there.
 */
export function eventProblems(event: StoredObject, before?: StoredObject): readonly string[] {
  const problems: string[] = [];
  const text = (name: string) => (typeof event[name] === "string" ? (event[name] as string) : "");
  const regarding = (event["regarding"] ?? {}) as { readonly namespace?: string };
  const { namespace } = event.metadata;
  if (!isTime(event["eventTime"])) problems.push("eventTime: Required value");
  if ((regarding.namespace ?? "") === "" && namespace !== "default" && namespace !== "kube-system")
    problems.push("involvedObject.namespace: does not match event.namespace");
  if (!qualifiedName.test(text("reportingController"))) problems.push("reportingController: Invalid value");
  for (const [name, longest] of Object.entries({ reportingInstance: 128, action: 128, reason: 128 })) {
    if (text(name) === "") problems.push(`${name}: Required value`);
    if (Buffer.byteLength(text(name)) > longest) problems.push(`${name}: can have at most ${longest} characters`);
  }
  // Go's len counts bytes.
  if (Buffer.byteLength(text("note")) > 1024) problems.push("message: can have at most 1024 characters");
  if (!subdomain.test(event.metadata.name) || event.metadata.name.length > 253) problems.push("metadata.name: Invalid value");
  if (event["type"] !== "Normal" && event["type"] !== "Warning") problems.push("type: has invalid value");
  for (const name of ["deprecatedFirstTimestamp", "deprecatedLastTimestamp", "deprecatedCount", "deprecatedSource"])
    if (event[name] !== undefined) problems.push(`${name}: needs to be unset`);
  const series = event["series"] as { readonly count?: unknown; readonly lastObservedTime?: unknown } | undefined;
  if (series !== undefined && JSON.stringify(series) !== JSON.stringify(before?.["series"])) {
    if (!Number.isInteger(series.count) || Number(series.count) < 2) problems.push("series.count: should be at least 2");
    if (!isTime(series.lastObservedTime)) problems.push("series.lastObservedTime: Required value");
  }
  if (before !== undefined)
    for (const name of [
      "regarding",
      "reason",
      "note",
      "type",
      "eventTime",
      "action",
      "related",
      "reportingController",
      "reportingInstance",
    ])
      if (JSON.stringify(event[name]) !== JSON.stringify(before[name])) problems.push(`${name}: field is immutable`);
  return problems;
}

/** metav1.MicroTime is parsed by one layout, with six digits of a fraction. */
function isTime(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(value);
}

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const qualifiedName = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
