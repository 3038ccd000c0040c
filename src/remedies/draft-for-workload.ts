import type { PlanDraft } from "./remedy.ts";

/** What `kubectl rollout` and `scale` work on. */
const rolledOut: Readonly<Record<string, string>> = { Deployment: "deployment", StatefulSet: "statefulset", DaemonSet: "daemonset" };

/** A kind, a namespace (RFC 1123 label) and a name (RFC 1123 subdomain). */
const workloadPattern =
  /^(?<kind>[A-Z][A-Za-z]+) (?<namespace>[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)\/(?<name>[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?)$/;

/**
 * The stand-ins of a draft filled in for `Deployment shop/checkout`. Only names that Kubernetes itself allows are put into a command; any other text, whoever
 * wrote it, leaves the stand-ins to the reader.
 */
export function draftForWorkload(draft: PlanDraft, workload: string | undefined): PlanDraft {
  const { kind = "", namespace = "", name = "" } = workloadPattern.exec(workload ?? "")?.groups ?? {};
  const resource = rolledOut[kind];
  if (resource === undefined || namespace.length > 63 || name.length > 253) return draft;
  const filled = (line: string) =>
    line
      .replace(/\bdeployment(?=[ /]WORKLOAD\b)/g, resource)
      .replace(/\bNAMESPACE\b/g, namespace)
      .replace(/\bWORKLOAD\b/g, name);
  return { ...draft, commands: draft.commands.map(filled), undo: draft.undo.map(filled), verify: draft.verify.map(filled) };
}
