import type { FoundResource } from "./api-resources.ts";
import { apiVersionOf } from "./api-resources.ts";
import { eventProblems } from "./event-rules.ts";
import { mergePatch, strategicMergeOfNode } from "./merge-patches.ts";
import { keyOf, type ObjectStore, type StoredObject } from "./object-store.ts";

export type WriteAnswer =
  | { readonly code: 200 | 201; readonly body: StoredObject | object }
  | { readonly code: 400 | 404 | 405 | 409 | 415 | 422; readonly reason: string; readonly message: string };

/** Someone whose token the cluster knows. */
export interface KnownUser {
  readonly username: string;
  readonly groups?: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
  /** Those of the server itself where it is missing. */
  readonly audiences?: readonly string[];
}

/** Who the cluster knows and what it lets them do, for reviews. */
export interface ReviewRules {
  readonly users: ReadonlyMap<string, KnownUser>;
  readonly allows: (user: string, groups: readonly string[], verb: string, path: string) => boolean;
}

const ownAudience = "https://kubernetes.default.svc";

/** What the server makes of a POST. */
export function createObject(store: ObjectStore, { resource, namespace }: FoundResource, body: unknown, rules: ReviewRules): WriteAnswer {
  if (typeof body !== "object" || body === null)
    return { code: 400, reason: "BadRequest", message: "the body of the request is no object" };
  if (resource.name === "tokenreviews") return { code: 201, body: reviewToken(body, rules) };
  if (resource.name === "subjectaccessreviews") return { code: 201, body: reviewAccess(body, rules) };
  const given = body as StoredObject;
  if (given["kind"] !== resource.kind || given["apiVersion"] !== apiVersionOf(resource))
    return {
      code: 400,
      reason: "BadRequest",
      message: `${String(given["kind"])} in version ${String(given["apiVersion"])} cannot be handled`,
    };
  if (namespace !== undefined && (given.metadata.namespace ?? namespace) !== namespace)
    return {
      code: 400,
      reason: "BadRequest",
      message: "the namespace of the provided object does not match the namespace sent on the request",
    };
  const object = { ...given, metadata: { ...given.metadata, ...(namespace !== undefined && { namespace }) } };
  const problems = resource.name === "events" ? eventProblems(object) : [];
  if (problems.length > 0) return invalid(resource.kind, object.metadata.name, problems);
  if (store.get(resource.name, keyOf(object)) !== undefined)
    return { code: 409, reason: "AlreadyExists", message: `${resource.name} "${object.metadata.name}" already exists` };
  return { code: 201, body: store.put(resource.name, object) };
}

/** What the server makes of a PATCH. Of the status of an object nothing but it and the metadata can be changed, as in the real server. */
export function patchObject(
  store: ObjectStore,
  { resource, namespace, name = "", part }: FoundResource,
  contentType: string,
  patch: unknown,
): WriteAnswer {
  const before = store.get(resource.name, namespace === undefined ? name : `${namespace}/${name}`);
  if (before === undefined) return { code: 404, reason: "NotFound", message: `${resource.name} "${name}" not found` };
  const merge = merges[contentType];
  if (merge === undefined || (merge === strategicMergeOfNode && resource.name !== "nodes"))
    return { code: 415, reason: "UnsupportedMediaType", message: `the body of the request was in an unknown format (${contentType})` };
  const merged = merge(before, patch) as StoredObject;
  const after = part === "status" ? { ...before, metadata: merged.metadata, status: merged["status"] } : merged;
  const problems = resource.name === "events" ? eventProblems(after, before) : [];
  return problems.length > 0 ? invalid(resource.kind, name, problems) : { code: 200, body: store.put(resource.name, after) };
}

const merges: Readonly<Record<string, (target: unknown, patch: unknown) => unknown>> = {
  "application/merge-patch+json": mergePatch,
  "application/strategic-merge-patch+json": strategicMergeOfNode,
};

function invalid(kind: string, name: string, problems: readonly string[]): WriteAnswer {
  return { code: 422, reason: "Invalid", message: `${kind} "${name}" is invalid: ${problems.join(", ")}` };
}

function reviewToken(body: object, { users }: ReviewRules): object {
  const { spec } = body as { readonly spec?: { readonly token?: string; readonly audiences?: readonly string[] } };
  const user = users.get(spec?.token ?? "");
  const { audiences: known = [ownAudience], ...named } = user ?? {};
  const audiences = (spec?.audiences ?? [ownAudience]).filter((audience) => known.includes(audience));
  const status =
    user === undefined || audiences.length === 0
      ? { user: {}, error: "[invalid bearer token]" }
      : { authenticated: true, user: named, audiences };
  return { kind: "TokenReview", apiVersion: "authentication.k8s.io/v1", metadata: {}, spec, status };
}

function reviewAccess(body: object, { allows }: ReviewRules): object {
  const { spec } = body as {
    readonly spec?: {
      readonly user?: string;
      readonly groups?: readonly string[];
      readonly nonResourceAttributes?: { readonly path: string; readonly verb: string };
    };
  };
  const { path = "", verb = "" } = spec?.nonResourceAttributes ?? {};
  const status = { allowed: allows(spec?.user ?? "", spec?.groups ?? [], verb, path) };
  return { kind: "SubjectAccessReview", apiVersion: "authorization.k8s.io/v1", metadata: {}, spec, status };
}
