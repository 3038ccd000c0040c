import { asObject, field, listField, textField } from "./json-fields.ts";

/** Whom a token stands for, as the cluster says. */
export interface ReviewedUser {
  readonly username: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

export type TokenReviewOutcome = { readonly status: "authenticated"; readonly user: ReviewedUser } | { readonly status: "refused" };

/** Undefined where the answer is no TokenReview. */
export function decodeTokenReview(value: unknown): TokenReviewOutcome | undefined {
  const status = field(value, "status");
  if (field(value, "kind") !== "TokenReview" || asObject(status) === undefined) return undefined;
  const user = field(status, "user");
  const username = textField(user, "username", maximumNameLength);
  if (field(status, "authenticated") !== true || username === undefined) return { status: "refused" };
  const uid = textField(user, "uid");
  return {
    status: "authenticated",
    user: { username, ...(uid !== undefined && { uid }), groups: texts(listField(user, "groups")), extra: extraOf(field(user, "extra")) },
  };
}

/** Whether it is allowed; undefined where the answer is no SubjectAccessReview. */
export function decodeAccessReview(value: unknown): boolean | undefined {
  const status = field(value, "status");
  if (field(value, "kind") !== "SubjectAccessReview" || asObject(status) === undefined) return undefined;
  return field(status, "allowed") === true && field(status, "denied") !== true;
}

/** All of it goes on to the review of access: an authoriser by webhook may decide by any of it. */
function extraOf(value: unknown): ReviewedUser["extra"] {
  const entries = Object.entries(asObject(value) ?? {}).slice(0, maximumExtras);
  return Object.fromEntries(entries.flatMap(([key, values]) => (Array.isArray(values) ? [[key, texts(values)]] : [])));
}

function texts(values: readonly unknown[]): readonly string[] {
  return values.filter((value) => typeof value === "string");
}

const maximumNameLength = 1024;
const maximumExtras = 100;
