import { setImmediate } from "node:timers/promises";
import type { SocketOwner } from "../model/address-owners.ts";
import { ipProtocol } from "../model/ip-protocol.ts";
import { errnoOf } from "../platform/errno.ts";
import type { FileTree } from "../sources/file-tree.ts";
import { parseSocketRow } from "../wire/procfs/socket-table.ts";
import { createTextLineReader } from "../wire/saved-text/text-line-reader.ts";
import { readOfProcess } from "./process-ids.ts";
import type { ProcessOwners } from "./process-owners.ts";
import { amount } from "./remarks.ts";

export interface SocketOwnersBudget {
  /** Bytes of /proc/net/{tcp,tcp6,udp,udp6}; a row has some 150. */
  readonly tableBytes: number;
  readonly descriptors: number;
  readonly milliseconds: number;
}

/** 100,000 sockets of the node itself, and as many open files as a node with a thousand processes has. */
export const defaultSocketBudget: SocketOwnersBudget = { tableBytes: 32 * 1024 ** 2, descriptors: 200_000, milliseconds: 1500 };

export interface FoundSocketOwners {
  readonly sockets: readonly SocketOwner[];
  readonly remarks: readonly string[];
}

/** Who holds the local ports of the reader's own network namespace. `pids` are the processes in it. */
export async function findSocketOwners(
  proc: FileTree,
  pids: readonly number[],
  owners: ProcessOwners,
  { signal, budget, elapsedMs }: { readonly signal: AbortSignal; readonly budget: SocketOwnersBudget; readonly elapsedMs: () => number },
): Promise<FoundSocketOwners> {
  const { portByInode, ports, isCut } = readLocalPorts(proc, budget.tableBytes);
  const remarks = isCut ? ["the node has more sockets of its own than are looked at: some of their owners are missing"] : [];
  const ownerByPort = new Map<number, SocketOwner>();
  let descriptorsSeen = 0;
  let forbidden = 0;
  let lookedAt = 0;
  // systemd holds the sockets that it starts services by: whoever else has them comes first.
  const inOrder = [...pids.filter((pid) => pid !== 1), ...pids.filter((pid) => pid === 1)];
  for (const pid of inOrder) {
    if (ownerByPort.size === ports.size) break;
    if (descriptorsSeen >= budget.descriptors || elapsedMs() >= budget.milliseconds) {
      remarks.push(
        `the open files of ${amount(inOrder.length - lookedAt, "process", "processes")} were not looked at: that would have taken too long`,
      );
      break;
    }
    lookedAt++;
    const descriptors = readOfProcess(() => proc.list(`${pid}/fd`));
    if (descriptors.status === "forbidden") forbidden++;
    if (descriptors.status !== "read") continue;
    const found = new Set<number>();
    for (const descriptor of descriptors.value) {
      if (++descriptorsSeen % 1024 === 0) {
        await setImmediate();
        signal.throwIfAborted();
      }
      const link = readOfProcess(() => proc.readLink(`${pid}/fd/${descriptor}`));
      const inode = link.status === "read" && link.value.startsWith("socket:[") ? Number(link.value.slice(8, -1)) : Number.NaN;
      for (const port of portByInode.get(inode) ?? []) if (!ownerByPort.has(port)) found.add(port);
    }
    if (found.size === 0) continue;
    const owner = owners.ownerOf(pid);
    if (owner !== undefined)
      for (const port of found) ownerByPort.set(port, { protocol: Math.floor(port / 65_536), port: port % 65_536, owner });
  }
  if (forbidden > 0)
    remarks.push(`the open files of ${amount(forbidden, "process", "processes")} may not be looked at without CAP_SYS_PTRACE`);
  return { sockets: [...ownerByPort.values()].sort((one, other) => one.protocol - other.protocol || one.port - other.port), remarks };
}

interface LocalPorts {
  /** Protocol × 65,536 + port of each socket that some process has. Of several on one port only the listening ones count, where there are any. */
  readonly portByInode: ReadonlyMap<number, readonly number[]>;
  readonly ports: ReadonlySet<number>;
  readonly isCut: boolean;
}

function readLocalPorts(proc: FileTree, maxBytes: number): LocalPorts {
  const inodesByPort = new Map<number, { isListening: boolean; inodes: number[] }>();
  let bytes = 0;
  let isCut = false;
  for (const [file, protocol] of socketFiles) {
    const lines = createTextLineReader({
      onLine(line) {
        const row = parseSocketRow(line);
        if (row === undefined || row.inode === 0) return;
        const port = protocol * 65_536 + row.localPort;
        const known = inodesByPort.get(port);
        if (known === undefined || (row.isListening && !known.isListening))
          inodesByPort.set(port, { isListening: row.isListening, inodes: [row.inode] });
        // A port that many connections share has one owner nearly always: a few of them are enough to find it.
        else if (row.isListening === known.isListening && known.inodes.length < mostInodes) known.inodes.push(row.inode);
      },
    });
    for (const chunk of chunksIfPresent(proc, file)) {
      bytes += chunk.length;
      isCut ||= bytes > maxBytes;
      if (isCut) break;
      lines.push(chunk);
    }
    lines.finish();
  }
  const portByInode = new Map<number, number[]>();
  for (const [port, { inodes }] of inodesByPort)
    for (const inode of inodes) {
      const others = portByInode.get(inode);
      if (others === undefined) portByInode.set(inode, [port]);
      else others.push(port);
    }
  return { portByInode, ports: new Set(inodesByPort.keys()), isCut };
}

const mostInodes = 8;

const socketFiles = [
  ["net/tcp", ipProtocol.tcp],
  ["net/tcp6", ipProtocol.tcp],
  ["net/udp", ipProtocol.udp],
  ["net/udp6", ipProtocol.udp],
] as const;

/** A kernel without IPv6 has no tcp6. */
function* chunksIfPresent(proc: FileTree, file: string): Generator<Uint8Array, void, undefined> {
  try {
    yield* proc.readChunks(file);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
  }
}
