import { type ApiStatus, decodeStatus } from "./decode-status.ts";
import { field, textField } from "./json-fields.ts";

/** One thing that a watch says. */
export type WatchEvent =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: unknown; readonly resourceVersion?: string }
  /** Nothing changed up to here. */
  | { readonly type: "BOOKMARK"; readonly resourceVersion?: string }
  /** The watch is over, because. */
  | { readonly type: "ERROR"; readonly status: ApiStatus };

/** Undefined for a type that this program does not know. */
export function decodeWatchEvent(value: unknown): WatchEvent | undefined {
  const type = field(value, "type");
  const object = field(value, "object");
  const resourceVersion = textField(field(object, "metadata"), "resourceVersion");
  switch (type) {
    case "ADDED":
    case "MODIFIED":
    case "DELETED":
      return { type, object, ...(resourceVersion !== undefined && { resourceVersion }) };
    case "BOOKMARK":
      return { type, ...(resourceVersion !== undefined && { resourceVersion }) };
    case "ERROR":
      return { type, status: decodeStatus(object) ?? {} };
    default:
      return undefined;
  }
}
