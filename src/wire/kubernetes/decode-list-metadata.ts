import { field, textField } from "./json-fields.ts";

/** What a list says of itself. */
export interface ListMetadata {
  /** From where a watch goes on. Opaque but for equality. */
  readonly resourceVersion?: string;
  /** Missing in the last chunk. */
  readonly continueToken?: string;
  readonly remainingItemCount?: number;
}

/** Undefined where the answer is of no kind that ends in List. */
export function decodeListMetadata(value: unknown): ListMetadata | undefined {
  if (!(textField(value, "kind") ?? "").endsWith("List")) return undefined;
  const metadata = field(value, "metadata");
  const resourceVersion = textField(metadata, "resourceVersion");
  const continueToken = textField(metadata, "continue", maximumTokenLength);
  const remaining = field(metadata, "remainingItemCount");
  return {
    ...(resourceVersion !== undefined && { resourceVersion }),
    ...(continueToken !== undefined && { continueToken }),
    ...(typeof remaining === "number" && Number.isInteger(remaining) && remaining >= 0 && { remainingItemCount: remaining }),
  };
}

/** A token holds the key where to go on, in base64. Addresses of requests are bounded to some 8 kB on the way. */
const maximumTokenLength = 4096;
