import { type OwnerName, parseOwnerName } from "../model/owner-name.ts";
import { type Network, parseNetwork } from "./flow-filter.ts";

/** One end of a connection as a person names it. */
export type Endpoint =
  | { readonly kind: "address"; readonly text: string; readonly network: Network; readonly port?: number }
  | { readonly kind: "port"; readonly text: string; readonly port: number }
  /** Which addresses that are is for the names to say. */
  | ({ readonly kind: "name"; readonly text: string; readonly port?: number } & OwnerName);

export type ParsedEndpoint = { readonly ok: true; readonly endpoint: Endpoint } | { readonly ok: false; readonly because: string };

/**
 * `10.0.1.5`, `10.0.1.5:443`, `10.0.0.0/8`, `fd00::1`, `[fd00::1]:443`, `:443`, or the name of an owner, `shop/checkout-7d9f6-x2x4q`. A host's name is refused,
 * because looking it up may be just what fails while the table is full.
 */
export function parseEndpoint(given: string): ParsedEndpoint {
  // The table knows no interfaces, and logs have the one of a link-local address behind it: fe80::1%eth0.
  const text = given.trim().replace(/^(\[?fe[89ab][0-9a-f]:[0-9a-f:]*)%[\w.@-]+/i, "$1");
  if (text.startsWith("[")) return parseBracketed(text);
  if (text.startsWith(":") && !text.startsWith("::")) {
    const port = parsePort(text.slice(1));
    return port === undefined ? refusal(text, wantsPort) : { ok: true, endpoint: { kind: "port", text, port } };
  }
  const network = parseNetwork(text);
  if (network !== undefined) return { ok: true, endpoint: { kind: "address", text, network } };
  return parseWithPort(text) ?? parseName(text) ?? refusal(text, adviceFor(text));
}

/** What an IPv6 address without brackets may have been meant as: its last part looks like a port. */
export function withPortInBrackets({ text }: Endpoint): string | undefined {
  const [, address = "", portText = ""] = /^([0-9a-f:]*::[0-9a-f:]*):(\d{1,5})$/i.exec(text) ?? [];
  return parseNetwork(address) === undefined || parsePort(portText) === undefined ? undefined : `[${address}]:${portText}`;
}

/** One address, and no network, name or port alone. */
export function isSingleAddress(endpoint: Endpoint): endpoint is Extract<Endpoint, { kind: "address" }> {
  return endpoint.kind === "address" && endpoint.network.prefixBits === 128;
}

const wantsPort = "a port is a number from 0 to 65535";
const wantsBrackets = "an IPv6 address with a port is written [fd00::1]:443";
const wantsLength = "the length of a network is 0 to 32 for IPv4, 0 to 128 for IPv6";

function parseBracketed(text: string): ParsedEndpoint {
  const [, inside = "", , portText] = /^\[([^\]]*)\](:(.*))?$/s.exec(text) ?? [];
  const network = inside.includes(":") ? parseNetwork(inside) : undefined;
  if (network === undefined) return refusal(text, wantsBrackets);
  if (portText === undefined) return { ok: true, endpoint: { kind: "address", text, network } };
  const port = parsePort(portText);
  return port === undefined ? refusal(text, wantsPort) : { ok: true, endpoint: { kind: "address", text, network, port } };
}

/** The address before the last colon is IPv4, or IPv6 in the mapped form that servers with dual-stack sockets log: `::ffff:10.0.1.5:443`. */
function parseWithPort(text: string): ParsedEndpoint | undefined {
  const colon = text.lastIndexOf(":");
  if (colon < 0) return undefined;
  const network = parseNetwork(text.slice(0, colon));
  if (network === undefined) return undefined;
  if (!text.slice(0, colon).includes(".")) return refusal(text, wantsBrackets);
  const port = parsePort(text.slice(colon + 1));
  return port === undefined ? refusal(text, wantsPort) : { ok: true, endpoint: { kind: "address", text, network, port } };
}

function parseName(text: string): ParsedEndpoint | undefined {
  const [, nameText = "", , portText] = /^(.*?)(:(\d*))?$/s.exec(text) ?? [];
  const name = parseOwnerName(nameText);
  // Without its kind a name is told from an address by its letters, and from that of a host by having no dots or a namespace before them.
  if (name.ownerKind === undefined && !/^(?:[a-z0-9-]*[a-z][a-z0-9-]*|[a-z0-9][a-z0-9.-]*\/[a-z0-9][a-z0-9._-]*)$/i.test(name.name))
    return undefined;
  if (parseNetwork(name.name.split("/", 1)[0] ?? "") !== undefined) return undefined;
  const port = portText === undefined ? undefined : parsePort(portText);
  if (portText !== undefined && port === undefined) return refusal(text, wantsPort);
  return { ok: true, endpoint: { kind: "name", text, ...name, ...(port === undefined ? {} : { port }) } };
}

function adviceFor(text: string): string {
  if (/^\d+$/.test(text)) return `a port alone is written :${text}`;
  if (/^[^/]+\/\d*$/.test(text) && parseNetwork(text.split("/", 1)[0] ?? "") !== undefined) return wantsLength;
  if (/^[\d.]+(:\d*)?$/.test(text) || /^[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:]*$/i.test(text)) return "not an address";
  return "wants an address, ADDR or ADDR:PORT, or a pod, workload or service as NAMESPACE/NAME; names of hosts are not looked up";
}

function refusal(text: string, because: string): ParsedEndpoint {
  return { ok: false, because: `${text === "" ? "nothing" : text}: ${because}` };
}

function parsePort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}
