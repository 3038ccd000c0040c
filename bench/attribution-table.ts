import { type AddressOwners, noAddressOwners } from "../src/model/address-owners.ts";
import { type ConntrackTimeouts, kernelDefaultTimeouts } from "../src/model/conntrack-timeouts.ts";
import type { Flow } from "../src/model/flow.ts";
import { flowStatusBit } from "../src/model/flow-status.ts";
import { ipProtocol } from "../src/model/ip-protocol.ts";
import { encodeConntrackRequest } from "../src/wire/ctnetlink/request.ts";
import { type EntryShape, entryShape } from "./table-shape.ts";
import { hashOrder } from "./write-table.ts";

export const tableEntries = 1_000_000;
export const tableClients = 5000;
export const tableTimeouts: ConntrackTimeouts = { ...kernelDefaultTimeouts, tcpEstablished: 86_400, tcpCloseWait: 3600 };

/** The moment at which the names are asked for; no claim ends. */
export const tableNowMs = 1_700_000_000_000;

/** The entry as the table of a busy node has it: its countdown began at some time before. */
export function countingDown(number: number): EntryShape {
  const shape = entryShape(number, tableClients);
  const timeout = shape.state === "ESTABLISHED" ? 86_400 : 120;
  const age = ((number * 7919) % (shape.state === "ESTABLISHED" ? 20_000 : 100)) + 1;
  return { ...shape, timeout: timeout - age };
}

/** Every client is a pod, ten of them one deployment; every destination is a service. */
export function tableOwners(): AddressOwners {
  const claims = new Map<string, AddressOwners["claims"][number]>();
  const services = new Map<string, AddressOwners["services"][number]>();
  for (let number = 0; claims.size < tableClients; number++) {
    const { client } = entryShape(number, tableClients);
    const namespace = `namespace-${claims.size % 40}`;
    const workload = { kind: "Deployment", namespace, name: `deployment-${Math.floor(claims.size / 10)}` };
    claims.set(client, { address: client, owner: { kind: "pod", name: `pod-${claims.size}`, namespace, workload } });
  }
  for (let number = 0; number < 50_000; number++) {
    const { service, servicePort, protocol } = entryShape(number, tableClients);
    const owner = { kind: "service", name: `service-${service.replaceAll(/[.:]+/g, "-")}`, namespace: "namespace-0" } as const;
    services.set(`${service} ${protocol}`, { address: service, protocol: ipProtocol[protocol], port: servicePort, owner });
  }
  return {
    ...noAddressOwners,
    claims: [...claims.values()],
    services: [...services.values()],
    nodes: [{ address: "192.168.0.1", name: "node-a", isOwn: true }],
  };
}

/** The table as messages of the kernel, in datagrams of its size. */
export function tableDatagrams(): readonly Uint8Array[] {
  const datagrams: Uint8Array[] = [];
  let buffer = new Uint8Array(datagramBytes);
  let filled = 0;
  for (const number of hashOrder(tableEntries)) {
    const message = encodeConntrackRequest({ kind: "create", flow: flowOf(countingDown(number)) }, 1);
    if (filled + message.length > datagramBytes) {
      datagrams.push(buffer.subarray(0, filled));
      buffer = new Uint8Array(datagramBytes);
      filled = 0;
    }
    buffer.set(message, filled);
    filled += (message.length + 3) & ~3;
  }
  datagrams.push(buffer.subarray(0, filled));
  return datagrams;
}

/** What the kernel sends of a dump at once, at most. */
const datagramBytes = 32_768;

function flowOf(shape: EntryShape): Flow {
  const { protocol, state, timeout, client, service, endpoint, clientPort, servicePort, endpointPort, isUnreplied } = shape;
  return {
    family: client.includes(":") ? 6 : 4,
    protocol: ipProtocol[protocol],
    original: { source: client, destination: service, layer4: { kind: "ports", sourcePort: clientPort, destinationPort: servicePort } },
    reply: { source: endpoint, destination: client, layer4: { kind: "ports", sourcePort: endpointPort, destinationPort: clientPort } },
    status: isUnreplied ? 0 : flowStatusBit.seenReply | flowStatusBit.assured,
    timeoutSeconds: timeout,
    ...(state === "" ? {} : { tcp: { state, windowScaleOriginal: 7, windowScaleReply: 7 } }),
    mark: 0,
    id: clientPort,
    useCount: 1,
    unknownAttributes: 0,
  };
}
