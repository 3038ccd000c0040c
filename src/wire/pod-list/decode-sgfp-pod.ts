import type { ClusterPod } from "../../model/cluster.ts";
import { objectNameOf } from "../kubernetes/decode-metadata.ts";
import { decodeTime } from "../kubernetes/decode-time.ts";
import { canonicalAddresses, field, listField, textField } from "../kubernetes/json-fields.ts";

/** A pod of `cluster_pod_snapshot.json`, which sgfp_collect.sh makes of `kubectl get pods -A -o json`: whether it is on the host network is not in it. */
export function decodeSgfpPod(value: unknown): ClusterPod | undefined {
  const name = objectNameOf(value);
  if (name === undefined) return undefined;
  const node = textField(value, "node");
  const phase = textField(value, "phase");
  const ownerKind = textField(value, "owner_kind");
  const ownerName = textField(value, "owner_name");
  const createdAtMs = decodeTime(field(value, "creation_timestamp"));
  const deletedAtMs = decodeTime(field(value, "deletion_timestamp"));
  return {
    ...name,
    ...(node === undefined ? {} : { node }),
    addresses: canonicalAddresses([...listField(value, "all_ips"), field(value, "ipv4"), field(value, "ipv6")]),
    isOnHostNetwork: false,
    ...(phase === undefined ? {} : { phase }),
    ...(ownerKind === undefined || ownerName === undefined ? {} : { controller: { kind: ownerKind, name: ownerName } }),
    ...(createdAtMs === undefined ? {} : { createdAtMs }),
    ...(deletedAtMs === undefined ? {} : { deletedAtMs }),
  };
}
