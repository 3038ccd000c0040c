import type { ClusterService } from "../../model/cluster.ts";
import { decodeObjectName } from "./decode-metadata.ts";
import { decodeServiceProtocol } from "./decode-service-protocol.ts";
import { canonicalAddresses, field, listField, portField, textField } from "./json-fields.ts";

/** A service of v1; undefined where it has no name. `None` (headless) and host names of load balancers are no addresses. */
export function decodeService(value: unknown): ClusterService | undefined {
  const name = decodeObjectName(value);
  if (name === undefined) return undefined;
  const spec = field(value, "spec");
  const type = textField(spec, "type");
  return {
    ...name,
    ...(type !== undefined && { type }),
    addresses: canonicalAddresses([
      field(spec, "clusterIP"),
      ...listField(spec, "clusterIPs"),
      ...listField(spec, "externalIPs"),
      ...listField(field(field(value, "status"), "loadBalancer"), "ingress").map((ingress) => field(ingress, "ip")),
    ]),
    ports: listField(spec, "ports").flatMap((entry) => decodePort(entry) ?? []),
  };
}

function decodePort(entry: unknown): ClusterService["ports"][number] | undefined {
  const port = portField(entry, "port");
  const protocol = decodeServiceProtocol(field(entry, "protocol"));
  if (port === undefined || protocol === undefined) return undefined;
  const nodePort = portField(entry, "nodePort");
  const name = textField(entry, "name");
  return { protocol, port, ...(nodePort !== undefined && { nodePort }), ...(name !== undefined && { name }) };
}
