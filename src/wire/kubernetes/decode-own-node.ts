import { decodeTime } from "./decode-time.ts";
import { field, listField, textField } from "./json-fields.ts";

/** What an agent has to know of the Node it is on before it writes of it. */
export interface OwnNode {
  readonly uid?: string;
  /** The condition that was asked for, as it stands. */
  readonly condition?: { readonly status: string; readonly sinceMs?: number };
}

/** Undefined where it is no object with a name. */
export function decodeOwnNode(value: unknown, conditionType: string): OwnNode | undefined {
  const metadata = field(value, "metadata");
  if (textField(metadata, "name") === undefined) return undefined;
  const uid = textField(metadata, "uid");
  const condition = listField(field(value, "status"), "conditions").find((one) => field(one, "type") === conditionType);
  const status = textField(condition, "status");
  const sinceMs = decodeTime(field(condition, "lastTransitionTime"));
  return {
    ...(uid !== undefined && { uid }),
    ...(status !== undefined && { condition: { status, ...(sinceMs !== undefined && { sinceMs }) } }),
  };
}
