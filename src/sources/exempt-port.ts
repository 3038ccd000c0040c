import { isIpv4Words, parseAddress } from "../model/ip-address.ts";
import { InputError } from "../platform/input-error.ts";
import { nlmFlag } from "../wire/netlink/constants.ts";
import { errnoName } from "../wire/netlink/errno-name.ts";
import { decodeVerdictOf, isKernelVerdict } from "../wire/netlink/kernel-error.ts";
import { joinNetlinkMessages, netlinkMessages } from "../wire/netlink/message.ts";
import { decodeNftablesMessage, encodeNftablesMessage, type NftablesMessage } from "../wire/nftables/message.ts";
import { exemptionTable, portExemption } from "../wire/nftables/port-exemption.ts";
import { findKernelPart } from "./ctnetlink-presence.ts";
import type { FileTree } from "./file-tree.ts";
import { hostByteOrder, SystemCallError } from "./libc.ts";
import { NetlinkSocket } from "./netlink-socket.ts";

export interface ExemptPortOptions {
  readonly port: number;
  /** The IP address that is listened on; without it, and for `0.0.0.0` and `::`, every address of this node is meant. */
  readonly address?: string;
  readonly proc: FileTree;
}

export interface OpenExemption {
  /** The table is gone when this returns; it goes as well when the process ends, however it ends. */
  close(): Promise<void>;
}

/**
 * Leaves connections to a port of ours out of connection tracking for as long as this process lives. The table belongs to one socket, which is opened here,
 * on the thread of whoever calls: a worker that is ended would take it along. Throws InputError, having changed nothing.
 */
export async function openPortExemption({ port, address, proc }: ExemptPortOptions): Promise<OpenExemption> {
  if (port === 0) throw new RangeError("which port it is to be has to be known before it is listened on");
  const addressBytes = address === undefined ? undefined : bytesOf(address);
  requireOwnedTables(port, proc);
  requireModules(port, proc, addressBytes === undefined ? ["nf_tables", "nft_ct", "nft_fib_inet"] : ["nf_tables", "nft_ct"]);
  const socket = openSocket(port);
  try {
    requireFreeName(port, socket);
    const exemption = { port, ...(addressBytes === undefined ? {} : { address: addressBytes }) };
    makeTable(port, socket, portExemption(exemption, hostByteOrder));
  } catch (error) {
    socket.close();
    if (error instanceof SystemCallError) throw refusedBy(port, error.code, { cause: error });
    throw error;
  }
  let isOpen = true;
  return {
    close: async () => {
      if (isOpen) socket.close();
      isOpen = false;
    },
  };
}

/** Before Linux 5.12 a table stays when its maker dies: nobody would take it away after a kill -9. */
function requireOwnedTables(port: number, proc: FileTree): void {
  const release = proc.readTextIfPresent("sys/kernel/osrelease")?.trim() ?? "";
  const [major = 0, minor = 0] = release.split(".").map((part) => Number.parseInt(part, 10));
  if (major > 5 || (major === 5 && minor >= 12)) return;
  const what = release === "" ? "which kernel this is cannot be read" : `the kernel is ${release}`;
  throw new InputError("exemption-unsupported", portText(port), `${what}, and a table that goes with its owner needs Linux 5.12`);
}

/** Found out from files, because the request itself would make the kernel load what it lacks. */
function requireModules(port: number, proc: FileTree, modules: readonly (keyof typeof kernelParts)[]): void {
  const missing = modules.filter((module) => !findKernelPart(proc, { module, ...kernelParts[module] }).isThere);
  if (missing.length === 0) return;
  const names = missing.join(" ");
  const what = `not loaded: ${names}. Ullage loads no module; an operator can: modprobe -a ${names}`;
  throw new InputError("exemption-absent", portText(port), what);
}

function openSocket(port: number): NetlinkSocket {
  try {
    return new NetlinkSocket();
  } catch (error) {
    if (error instanceof SystemCallError) throw refusedBy(port, error.code, { cause: error });
    throw error;
  }
}

/** To make it again would be answered with EPERM, as a lack of capabilities is: so whether it is there is asked first. */
function requireFreeName(port: number, socket: NetlinkSocket): void {
  const question: NftablesMessage = { kind: "get-table", table: exemptionTable };
  const header = { flags: nlmFlag.NLM_F_REQUEST | nlmFlag.NLM_F_ACK, sequence: 1, portId: 0 };
  const { errnos, tables } = ask(socket, encodeNftablesMessage(question, header, hostByteOrder), 1);
  const [found] = tables;
  if (found !== undefined) {
    const owner =
      found.ownerPortId === undefined ? "and has no owner" : `and belongs to another program (netlink address ${found.ownerPortId})`;
    throw new InputError("exemption-taken", portText(port), `the nftables table inet ${exemptionTable} is there already ${owner}`);
  }
  const [errno = 0] = errnos;
  if (errno !== 0 && errnoName(errno) !== "ENOENT") throw refusedBy(port, errnoName(errno));
}

/** All or nothing: one datagram, one transaction. */
function makeTable(port: number, socket: NetlinkSocket, messages: readonly NftablesMessage[]): void {
  const batch: readonly NftablesMessage[] = [{ kind: "batch-begin" }, ...messages, { kind: "batch-end" }];
  const bytes = batch.map((message, sequence) =>
    encodeNftablesMessage(message, { flags: flagsOf[message.kind], sequence, portId: 0 }, hostByteOrder),
  );
  const { errnos } = ask(socket, joinNetlinkMessages(bytes), messages.length);
  const refused = errnos.find((errno) => errno !== 0);
  if (refused !== undefined) throw refusedBy(port, errnoName(refused));
  if (errnos.length < messages.length)
    throw new InputError("exemption-refused", portText(port), "the kernel has not acknowledged the table");
}

interface Answers {
  /** One for each message that asked for an acknowledgement; 0 where it was done. */
  readonly errnos: readonly number[];
  readonly tables: readonly Extract<NftablesMessage, { kind: "table" }>[];
}

/** The kernel has put all its answers into the socket when `send` returns, so nothing is waited for. */
function ask(socket: NetlinkSocket, request: Uint8Array, acknowledgements: number): Answers {
  socket.send(request);
  const errnos: number[] = [];
  const tables: Extract<NftablesMessage, { kind: "table" }>[] = [];
  const buffer = new Uint8Array(receiveBytes);
  while (errnos.length < acknowledgements) {
    const length = socket.receive(buffer);
    if (length === 0) break;
    for (const message of netlinkMessages(buffer, 0, length, hostByteOrder)) {
      if (isKernelVerdict(message.header)) {
        errnos.push(decodeVerdictOf(buffer, message, hostByteOrder).errno);
        continue;
      }
      const said = decodeNftablesMessage(buffer, message.start, message.payloadEnd, hostByteOrder).message;
      if (said.kind === "table") tables.push(said);
    }
  }
  return { errnos, tables };
}

function refusedBy(port: number, code: string, options?: { readonly cause: unknown }): InputError {
  if (code === "EPERM" || code === "EACCES")
    return new InputError("exemption-forbidden", portText(port), "the kernel lets this user make no nftables table", options);
  if (code === "EEXIST")
    return new InputError("exemption-taken", portText(port), `the nftables table inet ${exemptionTable} is there already`, options);
  return new InputError("exemption-refused", portText(port), `the kernel does not take the nftables table (${code})`, options);
}

function portText(port: number): string {
  return `port ${port}`;
}

/** Undefined for the address that stands for all of them. */
function bytesOf(address: string): Uint8Array | undefined {
  const words = parseAddress(address.replace(/%.*$/, ""));
  if (words === undefined) throw new RangeError(`${address} is no address`);
  const [word0, word1, word2, word3] = words;
  const significant = isIpv4Words(word0, word1, word2) ? [word3] : words;
  if (significant.every((word) => word === 0)) return undefined;
  return Uint8Array.from(significant.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]));
}

const kernelParts = {
  nf_tables: { option: "CONFIG_NF_TABLES", symbol: "nf_tables_newtable" },
  /** `notrack` is in the module of `ct`. */
  nft_ct: { option: "CONFIG_NFT_CT", symbol: "nft_notrack_eval" },
  nft_fib_inet: { option: "CONFIG_NFT_FIB_INET", symbol: "nft_fib_inet_eval" },
} as const;

const once = nlmFlag.NLM_F_REQUEST | nlmFlag.NLM_F_ACK | nlmFlag.NLM_F_CREATE;
const flagsOf = {
  "batch-begin": nlmFlag.NLM_F_REQUEST,
  "batch-end": nlmFlag.NLM_F_REQUEST,
  "get-table": nlmFlag.NLM_F_REQUEST,
  table: once | nlmFlag.NLM_F_EXCL,
  set: once | nlmFlag.NLM_F_EXCL,
  chain: once | nlmFlag.NLM_F_EXCL,
  rule: once | nlmFlag.NLM_F_APPEND,
} as const satisfies Record<NftablesMessage["kind"], number>;

const receiveBytes = 16_384;
