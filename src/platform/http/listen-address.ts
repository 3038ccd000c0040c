import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { HttpStartError } from "./http-start-error.ts";

export interface ListenAddress {
  /** An IP address: what a name stands for is looked up once, so that what was found to be loopback is what is listened on. */
  readonly host: string;
  /** 0 lets the kernel choose. */
  readonly port: number;
  /** Whether nobody but this machine reaches it. */
  readonly isLoopback: boolean;
}

/** `127.0.0.1:9855`, `[::1]:9855`, `localhost:9855`, or `:9855` for all addresses of the node. */
export async function resolveListenAddress(text: string): Promise<ListenAddress> {
  const [, bracketed, plain, portText = ""] = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? [];
  const name = bracketed ?? plain;
  const port = Number(portText);
  if (name === undefined || port > 65_535) throw new HttpStartError("address-malformed", `${text} is no HOST:PORT`);
  const host = name === "" ? "::" : await addressOf(name, text);
  return { host, port, isLoopback: isLoopbackAddress(host) };
}

async function addressOf(name: string, text: string): Promise<string> {
  if (isIP(name) !== 0) return name;
  try {
    return (await lookup(name)).address;
  } catch (error) {
    throw new HttpStartError("address-malformed", `${text}: ${name} has no address`, { cause: error });
  }
}

/** 127.0.0.0/8 and ::1, also where IPv4 stands inside IPv6. */
export function isLoopbackAddress(address: string): boolean {
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
  return isIP(plain) === 4 ? plain.startsWith("127.") : /^(?:0{0,4}:)+0{0,3}1$/.test(plain) && isIP(plain) === 6;
}

export function addressText(host: string, port: number): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}
