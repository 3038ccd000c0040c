import { type CauseId, causeIds, type LimitId, type LookAlikeId, limitIds, lookAlikeIds } from "../../model/verdict.ts";

/** What a runbook is for. Ids of the verdict are known here; those of checks and patterns by their own catalogues. */
export type Trigger =
  | { readonly kind: "limit"; readonly id: LimitId }
  | { readonly kind: "look-alike"; readonly id: LookAlikeId }
  | { readonly kind: "cause"; readonly id: CauseId }
  | { readonly kind: "check" | "pattern"; readonly id: string }
  /** As somebody would say it, or as it stands in a log. */
  | { readonly kind: "words"; readonly words: string };

/** `limit:snat-ports`, `check:drops`; everything else is words. Undefined for an id that the verdict does not have. */
export function parseTrigger(text: string): Trigger | undefined {
  const [, kind, id = ""] = /^(limit|look-alike|cause|check|pattern):\s*([a-z0-9-]+)$/.exec(text.trim()) ?? [];
  switch (kind) {
    case "limit":
      return known(limitIds, id, (limit) => ({ kind, id: limit }));
    case "look-alike":
      return known(lookAlikeIds, id, (lookAlike) => ({ kind, id: lookAlike }));
    case "cause":
      return known(causeIds, id, (cause) => ({ kind, id: cause }));
    case "check":
    case "pattern":
      return { kind, id };
    default:
      return { kind: "words", words: text.trim() };
  }
}

function known<Id extends string>(ids: readonly Id[], wanted: string, make: (id: Id) => Trigger): Trigger | undefined {
  const id = ids.find((one) => one === wanted);
  return id === undefined ? undefined : make(id);
}
