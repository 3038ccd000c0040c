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
  for (const { resource, state } of reports) {
    if (state.failure !== undefined && !state.failure.isOfWholeServer) remarks.push(resourceRemark(resource, state, state.failure));
    if (state.failure === undefined && !state.isComplete)
      remarks.push(`the list of ${resource.name} is not complete yet: ${state.count} read so far; names may be missing`);
  }
  return remarks;
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
