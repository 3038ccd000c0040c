/** A resource that the scripted API server serves, and what discovery says of it. */
export interface ServedResource {
  readonly name: string;
  readonly singular: string;
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  readonly isNamespaced: boolean;
  readonly shortNames: readonly string[];
  readonly verbs: readonly string[];
}

/** What a path speaks of. */
export interface FoundResource {
  readonly resource: ServedResource;
  readonly namespace?: string;
  readonly name?: string;
  /** A subresource. */
  readonly part?: "status";
}

const reads = ["get", "list", "watch"];

const resource = (
  name: string,
  kind: string,
  group: string,
  shortNames: readonly string[] = [],
  isNamespaced = true,
  verbs = reads,
): ServedResource => ({
  name,
  singular: kind.toLowerCase(),
  kind,
  group,
  version: "v1",
  isNamespaced,
  shortNames,
  verbs,
});

export const servedResources: readonly ServedResource[] = [
  resource("pods", "Pod", "", ["po"]),
  resource("services", "Service", "", ["svc"]),
  resource("nodes", "Node", "", ["no"], false, [...reads, "patch"]),
  resource("endpointslices", "EndpointSlice", "discovery.k8s.io"),
  resource("replicasets", "ReplicaSet", "apps", ["rs"]),
  resource("jobs", "Job", "batch"),
  resource("events", "Event", "events.k8s.io", ["ev"], true, [...reads, "create", "patch"]),
  resource("tokenreviews", "TokenReview", "authentication.k8s.io", [], false, ["create"]),
  resource("subjectaccessreviews", "SubjectAccessReview", "authorization.k8s.io", [], false, ["create"]),
  resource("validatingadmissionpolicies", "ValidatingAdmissionPolicy", "admissionregistration.k8s.io", [], false, [...reads, "create"]),
  resource("validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", "admissionregistration.k8s.io", [], false, [
    ...[...reads, "create"],
  ]),
];

export function apiVersionOf({ group, version }: ServedResource): string {
  return group === "" ? version : `${group}/${version}`;
}

/** Where the resource of a path is served, in all namespaces or in one; undefined where there is none. */
export function resourceOfPath(path: string): FoundResource | undefined {
  const match =
    /^\/(?:api|apis\/(?<group>[^/]+))\/v1(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<resource>[a-z]+)(?:\/(?<name>[^/]+)(?<status>\/status)?)?$/.exec(
      path,
    );
  const { group = "", namespace, resource: wanted, name, status } = match?.groups ?? {};
  const found = servedResources.find((served) => served.name === wanted && served.group === group);
  if (found === undefined) return undefined;
  return {
    resource: found,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    ...(status !== undefined && { part: "status" as const }),
  };
}

/** What kubectl asks before anything else; undefined for any other path. */
export function discoveryAnswer(path: string): unknown {
  const groups = [...new Set(servedResources.map(({ group }) => group))].filter((group) => group !== "");
  if (path === "/version") return { major: "1", minor: "33", gitVersion: "v1.33.1" };
  if (path === "/api") return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
  if (path === "/apis")
    return {
      kind: "APIGroupList",
      apiVersion: "v1",
      groups: groups.map((name) => {
        const version = { groupVersion: `${name}/v1`, version: "v1" };
        return { name, versions: [version], preferredVersion: version };
      }),
    };
  const group = path === "/api/v1" ? "" : /^\/apis\/([^/]+)\/v1$/.exec(path)?.[1];
  if (group === undefined || (group !== "" && !groups.includes(group))) return undefined;
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: group === "" ? "v1" : `${group}/v1`,
    resources: servedResources
      .filter((served) => served.group === group)
      .flatMap(({ name, singular, kind, isNamespaced, shortNames, verbs }) => [
        { ...{ name, singularName: singular, kind, namespaced: isNamespaced, shortNames, verbs } },
        ...(name === "nodes" ? [{ name: "nodes/status", singularName: "", kind, namespaced: false, verbs: ["get", "patch"] }] : []),
      ]),
  };
}
