import type { ClusterController } from "../../model/cluster.ts";
import { decodeControllerReference, decodeObjectName } from "./decode-metadata.ts";

/** A ReplicaSet or a Job, of which its own owner is all that matters: metadata alone is enough. The items of a list do not say their kind. */
export function decodeController(kind: string, value: unknown): ClusterController | undefined {
  const name = decodeObjectName(value);
  if (name === undefined) return undefined;
  const controller = decodeControllerReference(value);
  return { ...name, kind, ...(controller !== undefined && { controller }) };
}
