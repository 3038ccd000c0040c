import { parseProtocol } from "../model/ip-protocol.ts";
import { tcpStateNames } from "../model/tcp-state.ts";
import { type FlowFilter, type Network, parseNetwork } from "./flow-filter.ts";

export type ParsedFlowFilter = { readonly ok: true; readonly filter: FlowFilter } | { readonly ok: false; readonly because: string };

/** Conditions as people write them: `protocol=tcp`, `state=TIME_WAIT`, `address=10.0.0.0/8`, `port=53`, `zone=7`. */
export function parseFlowFilter(conditions: readonly string[]): ParsedFlowFilter {
  let filter: FlowFilter = {};
  const networks: Network[] = [];
  for (const condition of conditions) {
    const [name = "", value = ""] = condition.split(/=(.*)/s);
    const reader = Object.hasOwn(readers, name) ? readers[name as keyof typeof readers] : undefined;
    if (reader === undefined) {
      return { ok: false, because: `${condition}: a condition is one of ${Object.keys(readers).join(", ")}, then = and a value` };
    }
    const read = reader(value);
    if (read === undefined) return { ok: false, because: `${condition}: ${expected[name as keyof typeof readers]}` };
    if (read.networks !== undefined) networks.push(...read.networks);
    else filter = { ...filter, ...read };
  }
  return { ok: true, filter: networks.length === 0 ? filter : { ...filter, networks } };
}

const readers = {
  protocol: (value: string): FlowFilter | undefined => {
    const protocol = parseProtocol(value);
    return protocol === undefined ? undefined : { protocol };
  },
  state: (value: string): FlowFilter | undefined => {
    const tcpState = (tcpStateNames as readonly string[]).indexOf(value.toUpperCase());
    return tcpState < 0 ? undefined : { tcpState };
  },
  address: (value: string): FlowFilter | undefined => {
    const network = parseNetwork(value);
    return network === undefined ? undefined : { networks: [network] };
  },
  port: (value: string): FlowFilter | undefined => {
    const port = parseNumber(value);
    return port === undefined ? undefined : { port };
  },
  zone: (value: string): FlowFilter | undefined => {
    const zone = parseNumber(value);
    return zone === undefined ? undefined : { zone };
  },
} as const;

const expected = {
  protocol: "wants a name or number such as tcp, udp or 132",
  state: `wants one of ${tcpStateNames.join(", ")}`,
  address: "wants an address or a network such as 10.0.1.5 or 10.0.0.0/8",
  port: "wants a number from 0 to 65535",
  zone: "wants a number from 0 to 65535",
} as const satisfies Record<keyof typeof readers, string>;

function parseNumber(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}
