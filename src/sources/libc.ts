import { createRequire } from "node:module";
import type { ByteOrder } from "../wire/bytes/byte-reader.ts";

/**
 * The C library through koffi, loaded on first use: a check that needs no socket does not pay for it. Every call is synchronous and may block,
 * so blocking ones belong in a worker.
 */
export interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: Uint8Array, length: number): number;
  sendto(fd: number, buffer: Uint8Array, length: number, flags: number, address: Uint8Array | null, addressLength: number): number;
  recv(fd: number, buffer: Uint8Array, length: number, flags: number): number;
  /** `vector` is an array of `struct mmsghdr`, whose pointers lead to memory that does not move. */
  recvmmsg(fd: number, vector: Uint8Array, count: number, flags: number): number;
  /** `length` is a `socklen_t`, the room that `value` has before the call and what was written after it. */
  getsockopt(fd: number, level: number, name: number, value: Uint8Array, length: Uint8Array): number;
  setsockopt(fd: number, level: number, name: number, value: Uint8Array, length: number): number;
  ioctl(fd: number, request: number, argument: Uint8Array): number;
  /** An ioctl on `struct ifreq` whose `ifr_data` points to the buffer, which the kernel reads and fills. */
  ioctlOfInterface(fd: number, request: number, interfaceName: string, buffer: Uint8Array): number;
  close(fd: number): number;
  klogctl(type: number, buffer: Uint8Array | null, length: number): number;
  /** Where shared memory begins. It stays there for as long as the SharedArrayBuffer is reachable: only buffers on V8's own heap are moved. */
  addressOf(memory: SharedArrayBuffer): bigint;
  /** Gives the pages of freed memory back to the kernel, in as much as this C library can. */
  giveBackFreedMemory(): void;
  /** Reads errno of the last failed call of this thread as its symbolic name. */
  errnoName(): string;
}

/** The order of the machine, which netlink headers and socket options are in. */
export const hostByteOrder: ByteOrder = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? "little" : "big";

export class SystemCallError extends Error {
  /** The errno's name: EPERM, ENOBUFS … */
  readonly code: string;
  readonly syscall: string;

  constructor(syscall: string, code: string) {
    super(`${syscall}: ${code}`);
    this.name = "SystemCallError";
    this.syscall = syscall;
    this.code = code;
  }
}

let loaded: Libc | undefined;

export function loadLibc(): Libc {
  loaded ??= openLibc();
  return loaded;
}

function openLibc(): Libc {
  const koffi = createRequire(import.meta.url)("koffi") as typeof import("koffi");
  const library = koffi.load(null);
  const nameByNumber = new Map(Object.entries(koffi.os.errno).map(([name, number]) => [number, name]));
  // A pointer in a JavaScript buffer could be stale by the time of the call: koffi lays the struct out and pins the buffer for just this call.
  const nameField = koffi.array("uint8_t", interfaceNameLength, "Typed");
  const interfaceRequest = koffi.struct({ name: nameField, buffer: "void *", unused: koffi.array("uint8_t", 16, "Typed") });
  const recvmmsg = library.func("int recvmmsg(int, void *, unsigned int, int, void *)");
  const memmove = library.func("uintptr_t memmove(void *, const void *, size_t)");
  const mallocTrim = mallocTrimOf(library);
  const ioctlOfRequest = library.func("ioctl", "int", ["int", "unsigned long", koffi.pointer(interfaceRequest)]);
  return {
    socket: library.func("int socket(int, int, int)"),
    bind: library.func("int bind(int, const void *, uint32_t)"),
    sendto: library.func("intptr_t sendto(int, const void *, size_t, int, const void *, uint32_t)"),
    recv: library.func("intptr_t recv(int, void *, size_t, int)"),
    recvmmsg: (fd, vector, count, flags) => recvmmsg(fd, vector, count, flags, null),
    getsockopt: library.func("int getsockopt(int, int, int, void *, void *)"),
    setsockopt: library.func("int setsockopt(int, int, int, const void *, uint32_t)"),
    ioctl: library.func("int ioctl(int, unsigned long, void *)"),
    ioctlOfInterface: (fd, request, interfaceName, buffer) => {
      const name = new Uint8Array(interfaceNameLength);
      new TextEncoder().encodeInto(interfaceName, name.subarray(0, interfaceNameLength - 1));
      return ioctlOfRequest(fd, request, { name, buffer, unused: new Uint8Array(16) });
    },
    close: library.func("int close(int)"),
    klogctl: library.func("int klogctl(int, void *, int)"),
    addressOf: (memory) => BigInt(memmove(new Uint8Array(memory), null, 0)),
    giveBackFreedMemory: () => void mallocTrim?.(0),
    errnoName: () => nameByNumber.get(koffi.errno()) ?? `errno ${koffi.errno()}`,
  };
}

/** An extension of the GNU C library; musl has none, and koffi no other way to ask than to try. */
function mallocTrimOf(library: ReturnType<typeof import("koffi")["load"]>): ((left: number) => number) | undefined {
  try {
    return library.func("int malloc_trim(size_t)");
  } catch {
    return undefined;
  }
}

/** IFNAMSIZ with the zero at its end (linux/if.h). */
const interfaceNameLength = 16;
