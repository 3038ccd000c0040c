import type { EndpointSlice } from "../../model/cluster.ts";
import { decodeObjectName, objectNameOf } from "./decode-metadata.ts";
import { decodeServiceProtocol } from "./decode-service-protocol.ts";
import { canonicalAddresses, field, listField, portField, textField } from "./json-fields.ts";

/** A slice of discovery.k8s.io/v1; undefined where it has no name. Its addresses may be host names (addressType FQDN), which are left out. */
export function decodeEndpointSlice(value: unknown): EndpointSlice | undefined {
  const name = decodeObjectName(value);
  if (name === undefined) return undefined;
  const service = textField(field(field(value, "metadata"), "labels"), "kubernetes.io/service-name");
  return {
    ...name,
    ...(service !== undefined && { service }),
    endpoints: listField(value, "endpoints").flatMap((entry) => decodeEndpoint(entry) ?? []),
    ports: listField(value, "ports").flatMap((entry) => {
      const port = portField(entry, "port");
      const protocol = decodeServiceProtocol(field(entry, "protocol"));
      return port === undefined || protocol === undefined ? [] : { protocol, port };
    }),
  };
}

function decodeEndpoint(entry: unknown): EndpointSlice["endpoints"][number] | undefined {
  const addresses = canonicalAddresses(listField(entry, "addresses"));
  if (addresses.length === 0) return undefined;
  const target = field(entry, "targetRef");
  const pod = field(target, "kind") === "Pod" ? objectNameOf(target) : undefined;
  const node = textField(entry, "nodeName");
  return {
    addresses,
    // A missing condition is to be read as ready (discovery.k8s.io/v1, EndpointConditions).
    isReady: field(field(entry, "conditions"), "ready") !== false,
    ...(pod !== undefined && { pod }),
    ...(node !== undefined && { node }),
  };
}
