import { formatAddress, parseAddress } from "../../model/ip-address.ts";
import { isRecord } from "../../model/json-value.ts";

/** An object of JSON whose fields nobody has looked at. Only own fields count: `__proto__` in a foreign answer is a name like any other. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What JSON.parse gave is an object of own fields where it is neither null nor a list. */
export function asObject(value: unknown): JsonObject | undefined {
  return isRecord(value) ? value : undefined;
}

export function field(value: unknown, name: string): unknown {
  const object = asObject(value);
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** An empty list where there is none. Longer lists than the API allows anywhere (1000 endpoints of a slice) are cut. */
export function listField(value: unknown, name: string): readonly unknown[] {
  const list = field(value, name);
  return Array.isArray(list) ? list.slice(0, maximumListLength) : [];
}

export function textField(value: unknown, name: string, maximumLength = maximumNameLength): string | undefined {
  const text = field(value, name);
  return typeof text === "string" && text !== "" && text.length <= maximumLength ? text : undefined;
}

/** A port of 1 to 65535. */
export function portField(value: unknown, name: string): number | undefined {
  const port = field(value, name);
  return typeof port === "number" && Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : undefined;
}

/** In canonical text, so that it equals what the kernel's table says; undefined for anything else, `None` and host names among it. */
export function canonicalAddress(text: unknown): string | undefined {
  // An IPv6 address with an embedded IPv4 one has 45 characters.
  if (typeof text !== "string" || text.length > 45) return undefined;
  const words = parseAddress(text);
  return words === undefined ? undefined : formatAddress(...words);
}

/** Each address once, in the order they stand. */
export function canonicalAddresses(texts: readonly unknown[]): readonly string[] {
  return [...new Set(texts.flatMap((text) => canonicalAddress(text) ?? []))];
}

/** Names of objects are at most 253 characters, as those of DNS. */
const maximumNameLength = 253;
const maximumListLength = 1000;
