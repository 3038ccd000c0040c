import type { Diagnosis, LimitId, LookAlikeId, Severity } from "../../model/verdict.ts";
import { camelCase } from "./camel-case.ts";
import { foremostCulprit } from "./told-verdict.ts";

/** What the cluster is to be told as one Event. */
export interface ClusterEvent {
  /** Events that say the same have the same: the later ones only count on. */
  readonly identity: string;
  readonly atMs: number;
  readonly type: "Warning" | "Normal";
  /** One word. */
  readonly reason: string;
  readonly note: string;
  /** The pod that has most of the entries. */
  readonly pod?: { readonly namespace: string; readonly name: string };
}

/** What a story is about. */
export interface StorySubject {
  readonly id: LimitId | LookAlikeId;
  readonly severity: Severity;
}

/** The note leaves room for how late it comes. */
export const eventNoteBytes = 900;

export function beginEvent(diagnosis: Diagnosis, { id, severity }: StorySubject, note: string, atMs: number): ClusterEvent {
  const isLimit = diagnosis.verdict.limit === id;
  const pod = isLimit ? podOf(diagnosis) : undefined;
  return {
    identity: [id, severity, (isLimit ? foremostCulprit(diagnosis) : undefined) ?? ""].join(" "),
    ...{ atMs, type: "Warning", reason: camelCase(id), note },
    ...(pod === undefined ? {} : { pod }),
  };
}

export function endEvent({ id }: StorySubject, note: string, atMs: number): ClusterEvent {
  return { identity: `${id} ended`, atMs, type: "Normal", reason: `${camelCase(id)}Ended`, note };
}

function podOf({ culprits }: Diagnosis): ClusterEvent["pod"] {
  const [, namespace, name] = /^([a-z0-9-]+)\/([a-z0-9.-]+)$/.exec(culprits[0]?.pod ?? "") ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}
