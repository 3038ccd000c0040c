import type { ControllerReference, ObjectName } from "../../model/cluster.ts";
import { field, listField, textField } from "./json-fields.ts";

/** Name and namespace of an object that lies in a namespace; undefined where either is missing. */
export function decodeObjectName(value: unknown): ObjectName | undefined {
  return objectNameOf(field(value, "metadata"));
}

/** The same of a reference, which carries the fields itself. */
export function objectNameOf(value: unknown): ObjectName | undefined {
  const namespace = textField(value, "namespace");
  const name = textField(value, "name");
  if (namespace === undefined || name === undefined) return undefined;
  const uid = textField(value, "uid");
  return { namespace, name, ...(uid !== undefined && { uid }) };
}

/** An object has at most one owner that controls it (apimachinery's ValidateOwnerReferences); the others only wait for its removal. */
export function decodeControllerReference(value: unknown): ControllerReference | undefined {
  const reference = listField(field(value, "metadata"), "ownerReferences").find((owner) => field(owner, "controller") === true);
  const kind = textField(reference, "kind");
  const name = textField(reference, "name");
  if (kind === undefined || name === undefined) return undefined;
  const uid = textField(reference, "uid");
  return { kind, name, ...(uid !== undefined && { uid }) };
}
