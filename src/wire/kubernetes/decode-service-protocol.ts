import { ipProtocol } from "../../model/ip-protocol.ts";

/** The protocol of a port in Kubernetes's words; TCP where none is named, as the API's default says. */
export function decodeServiceProtocol(value: unknown): number | undefined {
  if (value === undefined) return ipProtocol.tcp;
  return typeof value === "string" && Object.hasOwn(numberByWord, value) ? numberByWord[value] : undefined;
}

const numberByWord: Readonly<Record<string, number>> = { TCP: ipProtocol.tcp, UDP: ipProtocol.udp, SCTP: ipProtocol.sctp };
