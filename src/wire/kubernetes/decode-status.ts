import { asObject, field, textField } from "./json-fields.ts";

/** The API's own words for what went wrong (meta/v1 Status). */
export interface ApiStatus {
  readonly code?: number;
  /** A word for programs, such as `Expired` or `Forbidden`. */
  readonly reason?: string;
  /** For people; written by a foreign server. */
  readonly message?: string;
  readonly retryAfterSeconds?: number;
}

/** Undefined where the value is no Status. */
export function decodeStatus(value: unknown): ApiStatus | undefined {
  if (asObject(value) === undefined || field(value, "kind") !== "Status") return undefined;
  const code = field(value, "code");
  const reason = textField(value, "reason");
  const message = field(value, "message");
  const retryAfter = field(field(value, "details"), "retryAfterSeconds");
  return {
    ...(typeof code === "number" && Number.isInteger(code) && { code }),
    ...(reason !== undefined && { reason }),
    ...(typeof message === "string" && message !== "" && { message: message.slice(0, maximumMessageLength) }),
    ...(typeof retryAfter === "number" && Number.isInteger(retryAfter) && retryAfter > 0 && { retryAfterSeconds: retryAfter }),
  };
}

const maximumMessageLength = 1000;
