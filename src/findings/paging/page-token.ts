import { stableId } from "../../model/stable-id.ts";
import { base64UrlOf, textOfBase64Url } from "./base64-url.ts";

/** Everything that decides what is listed; whoever turns a page has to ask the same again. */
export interface PageQuestion {
  readonly tool: string;
  readonly node: string;
  /** Query, every filter and the times as they were asked. What is undefined counts as not asked. */
  readonly asked: Readonly<Record<string, unknown>>;
}

/** Which list it is a page of. */
export interface PagedIndex {
  readonly version: number;
  readonly bundleId: string;
  readonly collectedAtMs: number;
}

export type PageReading =
  | { readonly ok: true; readonly offset: number }
  | { readonly ok: false; readonly code: "token-foreign" | "token-stale" };

/** Where the next page begins, for this question and this index alone. */
export function givePageToken(question: PageQuestion, index: PagedIndex, offset: number): string {
  const text = `${offset.toString(36)}.${questionId(question)}.${indexId(index)}`;
  return base64UrlOf(`${text}.${stableId("page", text)}`);
}

/** `token-foreign` for what was given for another question, or by nobody here; `token-stale` where the bundle was indexed or collected anew since. */
export function readPageToken(token: string, question: PageQuestion, index: PagedIndex): PageReading {
  const foreign = { ok: false, code: "token-foreign" } as const;
  const text = token.length > longestToken ? undefined : textOfBase64Url(token);
  const match = text === undefined ? null : /^([0-9a-z]{1,8})\.([0-9a-f]{12})\.([0-9a-f]{12})\.([0-9a-f]{12})$/.exec(text);
  if (match === null) return foreign;
  const [, offsetText = "", questionText, indexText, check] = match;
  if (check !== stableId("page", `${offsetText}.${questionText}.${indexText}`)) return foreign;
  if (questionText !== questionId(question)) return foreign;
  if (indexText !== indexId(index)) return { ok: false, code: "token-stale" };
  const offset = Number.parseInt(offsetText, 36);
  return Number.isSafeInteger(offset) && offset.toString(36) === offsetText ? { ok: true, offset } : foreign;
}

const longestToken = 200;

function questionId({ tool, node, asked }: PageQuestion): string {
  return stableId(tool, node, canonical(asked));
}

function indexId({ version, bundleId, collectedAtMs }: PagedIndex): string {
  return stableId(String(version), bundleId, String(collectedAtMs));
}

/** The same words whatever the order of the parameters. */
function canonical(asked: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(asked).filter(([, value]) => value !== undefined);
  return JSON.stringify(given.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
