import { isoTime } from "../../model/iso-time.ts";
import type { ApiFailure } from "./api-failure.ts";
import type { ClusterResource } from "./cluster-resources.ts";
import type { MirrorState } from "./resource-mirror.ts";

/** A mirror and how it is doing. */
export interface MirrorReport {
  readonly resource: Pick<ClusterResource<unknown>, "name" | "apiGroup" | "tells">;
  readonly state: MirrorState;
}

/** What a reader of the names has to know of the cluster they come from, as parts of a sentence that whoever shows them ends; nothing while all is well. */
export function mirrorRemarks(description: string, reports: readonly MirrorReport[]): readonly string[] {
  const failing = reports.filter(({ state }) => state.failure !== undefined);
  const ofServer = failing.filter(({ state }) => state.failure?.isOfWholeServer);
  const remarks: string[] = [];
  const [first] = ofServer;
  // One server that is gone is one remark and not six.
  if (first?.state.failure !== undefined) remarks.push(serverRemark(description, first.state.failure, ofServer));
  const ofResources = failing.filter(({ state }) => state.failure?.isOfWholeServer === false);
  const refused = ofResources.filter(isNeverGiven);
  const isOneRemark = refused.length > 1;
  if (isOneRemark) remarks.push(refusedRemark(refused));
  for (const report of ofResources)
    if (report.state.failure !== undefined && !(isOneRemark && refused.includes(report)))
      remarks.push(resourceRemark(report.resource, report.state, report.state.failure));
  const incomplete = reports.filter(({ state }) => state.failure === undefined && !state.isComplete);
  return [...remarks, ...incompleteRemark(incomplete)];
}

function isNeverGiven({ state: { failure, isComplete, count } }: MirrorReport): boolean {
  return failure?.kind === "forbidden" && !isComplete && count === 0;
}

/** Who has no permission at all has none for six resources, and needs one role. */
function refusedRemark(refused: readonly MirrorReport[]): string {
  const names = refused.map(({ resource }) => resource.name).join(", ");
  const rules = [...Map.groupBy(refused, ({ resource }) => resource.apiGroup)].map(
    ([group, reports]) => `${reports.map(({ resource }) => resource.name).join(", ")} of the API group "${group}"`,
  );
  const [first] = refused;
  return `the Kubernetes API gives no ${names}: ${first?.state.failure?.message}; addresses stay without their names; needed: a ClusterRole with the verbs list and watch for ${rules.join(", ")} (ask with kubectl auth can-i list ${first?.resource.name} -A)`;
}

function incompleteRemark(incomplete: readonly MirrorReport[]): readonly string[] {
  const [first, ...others] = incomplete;
  if (first === undefined) return [];
  const lists = incomplete.map(({ resource, state }) => `${resource.name} (${state.count} read so far)`).join(", ");
  return [
    `the list${others.length === 0 ? "" : "s"} of ${lists} ${others.length === 0 ? "is" : "are"} not complete yet; names may be missing`,
  ];
}

function serverRemark(description: string, failure: ApiFailure, reports: readonly MirrorReport[]): string {
  const names = reports.map(({ resource }) => resource.name).join(", ");
  const times = reports.flatMap(({ state }) => (state.isComplete ? (state.asOfMs ?? []) : []));
  const known = times.length === 0 ? `nothing is known of ${names}` : `${names} as of ${isoTime(Math.min(...times))}`;
  const unknown = reports.filter(({ state }) => !state.isComplete).map(({ resource }) => resource.name);
  const partly = times.length > 0 && unknown.length > 0 ? `, and of ${unknown.join(", ")} not all` : "";
  return `the Kubernetes API at ${description} does not help: ${failure.message}; ${known}${partly}${advice[failure.kind] ?? ""}`;
}

function resourceRemark(resource: MirrorReport["resource"], { isComplete, asOfMs, count }: MirrorState, failure: ApiFailure): string {
  const { name, apiGroup, tells } = resource;
  const known =
    isComplete && asOfMs !== undefined
      ? `what is known of ${name} is as of ${isoTime(asOfMs)}`
      : count > 0
        ? `of ${name} only ${count} are known`
        : `it is not known ${tells}`;
  const needed =
    failure.kind === "forbidden"
      ? `; needed: a ClusterRole with the verbs list and watch for ${name} of the API group "${apiGroup}" (ask with kubectl auth can-i list ${name}${apiGroup === "" ? "" : `.${apiGroup}`} -A)`
      : "";
  return `the Kubernetes API gives no ${name}: ${failure.message}; ${known}${needed}`;
}

const advice: Partial<Record<ApiFailure["kind"], string>> = {
  unauthorized: "; check the token or client certificate, `kubectl auth whoami` says whom the server sees",
  "no-credentials":
    "; check that token and ca.crt are mounted, or run `kubectl get pods` with the same kubeconfig, which runs the same plug-in",
  untrusted: "; check the certificate-authority of the kubeconfig or the mounted ca.crt",
  "not-kubernetes": "; check that the address is the API server's and no login page or proxy answers in its place",
};
