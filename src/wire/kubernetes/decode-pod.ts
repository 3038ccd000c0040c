import type { ClusterPod } from "../../model/cluster.ts";
import { decodeControllerReference, decodeObjectName } from "./decode-metadata.ts";
import { decodeTime } from "./decode-time.ts";
import { canonicalAddresses, field, listField, portField, textField } from "./json-fields.ts";

/** A pod of v1 from JSON that anybody may have written; undefined where it has no name. Fields that are not what they should be count as missing. */
export function decodePod(value: unknown): ClusterPod | undefined {
  const name = decodeObjectName(value);
  if (name === undefined) return undefined;
  const metadata = field(value, "metadata");
  const spec = field(value, "spec");
  const status = field(value, "status");
  const node = textField(spec, "nodeName");
  const phase = textField(status, "phase");
  const controller = decodeControllerReference(value);
  const createdAtMs = decodeTime(field(metadata, "creationTimestamp"));
  const startedAtMs = decodeTime(field(status, "startTime"));
  const finishedAtMs = phase === "Succeeded" || phase === "Failed" ? lastFinish(status) : undefined;
  const deletedAtMs = decodeTime(field(metadata, "deletionTimestamp"));
  const probePorts = decodeProbePorts(spec);
  return {
    ...name,
    ...(node !== undefined && { node }),
    addresses: canonicalAddresses([field(status, "podIP"), ...listField(status, "podIPs").map((entry) => field(entry, "ip"))]),
    isOnHostNetwork: field(spec, "hostNetwork") === true,
    ...(phase !== undefined && { phase }),
    ...(controller !== undefined && { controller }),
    ...(createdAtMs !== undefined && { createdAtMs }),
    ...(startedAtMs !== undefined && { startedAtMs }),
    ...(finishedAtMs !== undefined && { finishedAtMs }),
    ...(deletedAtMs !== undefined && { deletedAtMs }),
    ...(probePorts.length > 0 && { probePorts }),
  };
}

/** The latest end of a container, which is when the network plug-in takes the addresses back, give or take seconds. */
function lastFinish(status: unknown): number | undefined {
  const finishes = [...listField(status, "containerStatuses"), ...listField(status, "initContainerStatuses")].flatMap(
    (container) => decodeTime(field(field(field(container, "state"), "terminated"), "finishedAt")) ?? [],
  );
  return finishes.length === 0 ? undefined : Math.max(...finishes);
}

/** Ports of probes that open a connection. Init containers that keep running (sidecars, from 1.28 on) have probes too; `exec` connects to nothing. */
function decodeProbePorts(spec: unknown): readonly number[] {
  const containers = [...listField(spec, "containers"), ...listField(spec, "initContainers")];
  const ports = containers.flatMap((container) =>
    probeFields.flatMap((probe) =>
      probeActions.flatMap((action) => probePort(container, field(field(field(container, probe), action), "port")) ?? []),
    ),
  );
  return [...new Set(ports)].slice(0, maximumProbePorts);
}

const probeFields = ["livenessProbe", "readinessProbe", "startupProbe"] as const;
const probeActions = ["httpGet", "tcpSocket", "grpc"] as const;
const maximumProbePorts = 64;

/** A port is a number or the name of one of the container's ports. */
function probePort(container: unknown, port: unknown): number | undefined {
  if (typeof port !== "string") return portField({ port }, "port");
  return portField(
    listField(container, "ports").find((entry) => field(entry, "name") === port),
    "containerPort",
  );
}
