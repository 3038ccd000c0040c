import type { StoredObject } from "./object-store.ts";

/** The selectors that the real server indexes and ours is asked for: `=`, `==` and `!=`, joined by commas. Undefined where one is not supported. */
export function parseFieldSelector(text: string): ((object: StoredObject) => boolean) | undefined {
  const terms = text
    .split(",")
    .filter((term) => term !== "")
    .map((term) => /^(?<field>[^=!]+)(?<operator>==?|!=)(?<value>.*)$/.exec(term)?.groups);
  if (terms.some((term) => term === undefined || !Object.hasOwn(fields, term["field"] ?? ""))) return undefined;
  return (object) => terms.every((term) => (fields[term?.["field"] ?? ""]?.(object) === term?.["value"]) === (term?.["operator"] !== "!="));
}

const fields: Readonly<Record<string, (object: StoredObject) => unknown>> = {
  "metadata.name": ({ metadata }) => metadata.name,
  "metadata.namespace": ({ metadata }) => metadata.namespace,
  "spec.nodeName": ({ spec }) => inner(spec, "nodeName") ?? "",
  "status.phase": ({ status }) => inner(status, "phase") ?? "",
};

function inner(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
