import type { ClusterPod } from "../../model/cluster.ts";
import { canonicalAddress } from "../kubernetes/json-fields.ts";

/** `10.0.1.17 shop/web-7d9f Running`, a line of the sgfp toolkit's `node_pod_ip_map.txt`; of its `node_pod_ipv6_map.txt` without the phase. */
export function parsePodAddressLine(line: string): ClusterPod | undefined {
  const [, text, namespace, name, phase] = /^(\S{2,45}) ([^\s/]{1,253})\/([^\s/]{1,253})(?: ([A-Z][a-z]{2,20}))?\s*$/.exec(line) ?? [];
  const address = canonicalAddress(text);
  if (address === undefined || namespace === undefined || name === undefined) return undefined;
  return { namespace, name, addresses: [address], isOnHostNetwork: false, isOwnerUnsaid: true, ...(phase === undefined ? {} : { phase }) };
}
