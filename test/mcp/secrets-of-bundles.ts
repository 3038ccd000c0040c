import { globSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { AddressRedactor } from "../../src/analysis/redaction/address-redactor.ts";
import { isPublicWord } from "../../src/analysis/redaction/public-words.ts";
import { isOwnWord } from "../../src/mcp/veil/own-words.ts";
import { formatAddress, parseAddress } from "../../src/model/ip-address.ts";

/** Every name and address that the files of a folder tell of nodes, pods, namespaces and workloads, and the names of the folders themselves. */
export function secretsOf(folder: string): ReadonlySet<string> {
  const names = new Set<string>();
  const addresses = new Set<string>();
  for (const path of globSync("**/*", { cwd: folder })) {
    for (const segment of path.split("/")) for (const name of namesInSegment(segment)) names.add(name);
    const full = join(folder, path);
    if (!statSync(full).isFile()) continue;
    const text = readFileSync(full, "latin1");
    for (const [address] of text.matchAll(
      /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])|(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}:?[0-9a-f]{1,4}(?![\w:])/g,
    ))
      addresses.add(address);
    for (const [, , name = ""] of text.matchAll(/\b(pod|namespace|node|nodeName)="([^"\n]{3,120})"/g))
      for (const part of name.split("/")) names.add(part);
    if (/snapshot\.json$|earlier\.json$|manifest\.json$|_snapshot\.json$/.test(basename(path)))
      for (const name of namesInJson(JSON.parse(text), "")) names.add(name);
  }
  return new Set([...[...names].filter(isTellingName), ...[...addresses].filter(isTelling)]);
}

/** The same of one snapshot. */
export function secretsOfSnapshot(snapshot: object): ReadonlySet<string> {
  const addresses = [...JSON.stringify(snapshot).matchAll(/(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/g)].map(([address]) => address);
  return new Set([...namesInJson(snapshot, "").filter(isTellingName), ...addresses.filter(isTelling)]);
}

function isTellingName(name: string): boolean {
  return name.length >= 2 && /[a-z]/i.test(name) && !isPublicWord(name) && !isOwnWord(name);
}

function namesInSegment(segment: string): readonly string[] {
  const [, namespace = "", pod = ""] = /^([a-z0-9-]+)_([a-z0-9.-]+)_[0-9a-f-]{4,36}$/.exec(segment) ?? [];
  const [, node = ""] = /^(?:node|pod|aws)_(.+)$/.exec(segment.includes(".txt") ? "" : segment) ?? [];
  const [instance = ""] = /\bi-[0-9a-f]{8,17}\b/.exec(segment) ?? [];
  return [namespace, pod, node, instance].filter(Boolean);
}

const nameFields: ReadonlySet<string> = new Set([
  "node",
  "nodeName",
  "name",
  "namespace",
  "pod",
  "cluster",
  "instanceId",
  "hostIP",
  "podIP",
]);

function namesInJson(value: unknown, field: string): readonly string[] {
  if (typeof value === "string") return nameFields.has(field) ? value.split("/") : [];
  if (Array.isArray(value)) return value.flatMap((item) => namesInJson(item, field));
  if (typeof value !== "object" || value === null) return [];
  // Names of the kernel's modules are everybody's.
  return Object.entries(value).flatMap(([name, inner]) => (name === "modules" ? [] : namesInJson(inner, name)));
}

const redactor = new AddressRedactor((text) => new TextEncoder().encode(text.padEnd(32, "k").slice(0, 32)));
const other = new AddressRedactor((text) => new TextEncoder().encode(text.padEnd(32, "\u0001").slice(0, 32)));

/** Loopback, link-local services and groups are the same everywhere; and of a network for documents one address stands for another one of its 254. */
function isTelling(address: string): boolean {
  if (/^(?:192\.0\.2|198\.51\.100|203\.0\.113)\./.test(address)) return false;
  const words = parseAddress(address);
  if (words === undefined) return false;
  return [redactor, other].some((one) => formatAddress(...one.redact(...words)) !== formatAddress(...words));
}

/** Those that stand as words in a text, which may be JSON in JSON: a line break there ends with a letter. */
export function secretsIn(text: string, secrets: ReadonlySet<string>): readonly string[] {
  const plain = text.replace(/\\+(?:[nrt"]|u00[0-9a-f]{2})/g, " ");
  return [...secrets].filter((secret) => {
    if (!plain.includes(secret)) return false;
    const [before, after] = /^[\d.:a-f]+$/.test(secret) ? ["[\\w.:]", "\\w|[.:][0-9a-f]"] : ["[A-Za-z0-9]", "[A-Za-z0-9]"];
    return new RegExp(`(?<!${before})${secret.replace(/[^\w]/g, "\\$&")}(?!${after})`).test(plain);
  });
}
