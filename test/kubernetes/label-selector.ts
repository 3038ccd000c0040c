import type { StoredObject } from "./object-store.ts";

/** `a=b,c!=d,e`, as a list takes it. Undefined where one is not supported. */
export function parseLabelSelector(text: string): ((object: StoredObject) => boolean) | undefined {
  const terms = text
    .split(",")
    .filter((term) => term !== "")
    .map((term) => /^(?<label>[\w./-]+)(?:(?<operator>==?|!=)(?<value>[\w.-]*))?$/.exec(term)?.groups);
  if (terms.some((term) => term === undefined)) return undefined;
  return ({ metadata }) => {
    const labels = (metadata["labels"] ?? {}) as Readonly<Record<string, string>>;
    return terms.every((term) => {
      const value = labels[term?.["label"] ?? ""];
      if (term?.["operator"] === undefined) return value !== undefined;
      return (value === term["value"]) === (term["operator"] !== "!=");
    });
  };
}
