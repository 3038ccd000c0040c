import { createRequire } from "node:module";

/**
 * The C library through koffi, loaded on first use: a check that needs no socket does not pay for it. Every call is synchronous and may block,
 * so blocking ones belong in a worker.
 */
export interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: Uint8Array, length: number): number;
  sendto(fd: number, buffer: Uint8Array, length: number, flags: number, address: Uint8Array | null, addressLength: number): number;
  recv(fd: number, buffer: Uint8Array, length: number, flags: number): number;
  setsockopt(fd: number, level: number, name: number, value: Uint8Array, length: number): number;
  ioctl(fd: number, request: number, argument: Uint8Array): number;
  close(fd: number): number;
  klogctl(type: number, buffer: Uint8Array | null, length: number): number;
  /** Reads errno of the last failed call of this thread as its symbolic name. */
  errnoName(): string;
}

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
  return {
    socket: library.func("int socket(int, int, int)"),
    bind: library.func("int bind(int, const void *, uint32_t)"),
    sendto: library.func("intptr_t sendto(int, const void *, size_t, int, const void *, uint32_t)"),
    recv: library.func("intptr_t recv(int, void *, size_t, int)"),
    setsockopt: library.func("int setsockopt(int, int, int, const void *, uint32_t)"),
    ioctl: library.func("int ioctl(int, unsigned long, void *)"),
    close: library.func("int close(int)"),
    klogctl: library.func("int klogctl(int, void *, int)"),
    errnoName: () => nameByNumber.get(koffi.errno()) ?? `errno ${koffi.errno()}`,
  };
}
