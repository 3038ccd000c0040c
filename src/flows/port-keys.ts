import { type FlowBatch, portOffset, portsPerRow } from "../model/flow-batch.ts";
import { ipProtocol, protocolName } from "../model/ip-protocol.ts";

/** Fills a key of four words a row: protocol and port of the original destination are the last two. */
export function fillPortKeys({ protocol, ports }: FlowBatch, rows: Uint32Array, keys: Uint32Array): void {
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    keys[row * 4 + 2] = protocol[row]!;
    keys[row * 4 + 3] = isPortless(protocol[row]!) ? 0 : ports[row * portsPerRow + portOffset.originalDestination]!;
  }
}

/** `tcp/443`, or `icmp`, which keeps its id and type where others keep ports. */
export function portKeyText(protocol: number, port: number): string {
  const name = protocolName(protocol);
  return port === 0 ? name : `${name}/${port}`;
}

export function isPortless(protocol: number): boolean {
  return protocol === ipProtocol.icmp || protocol === ipProtocol.icmpv6;
}
