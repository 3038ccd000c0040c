import { netlinkOption, netlinkSocket } from "../wire/netlink/constants.ts";
import { encodeNetlinkSocketAddress } from "../wire/netlink/socket-address.ts";
import type { DatagramBatch } from "./datagram-batch.ts";
import { hostByteOrder, loadLibc, SystemCallError } from "./libc.ts";

/** A netlink socket, of netfilter unless told otherwise: the only place where one is opened. Every call blocks, for at most `receiveTimeoutMs`. */
export class NetlinkSocket {
  private readonly fd: number;
  private readonly libc = loadLibc();

  constructor(protocol: number = netlinkSocket.NETLINK_NETFILTER) {
    const { libc } = this;
    this.fd = libc.socket(netlinkSocket.AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
    if (this.fd < 0) throw new SystemCallError("socket", libc.errnoName());
    // A receive that never returns would keep the worker, and with it the process, from ever ending.
    const timeout = new Uint8Array(16);
    new DataView(timeout.buffer).setBigInt64(8, BigInt(receiveTimeoutMs * 1000), isLittleEndian);
    if (libc.setsockopt(this.fd, SOL_SOCKET, SO_RCVTIMEO, timeout, 16) < 0) this.fail("setsockopt");
    const one = new Uint8Array(new Int32Array([1]).buffer);
    // Extended acks say in words what the kernel did not like; older kernels do not know the option, and do without.
    libc.setsockopt(this.fd, netlinkSocket.SOL_NETLINK, netlinkOption.NETLINK_EXT_ACK, one, 4);
  }

  send(message: Uint8Array): void {
    if (this.libc.sendto(this.fd, message, message.length, 0, kernelAddress, kernelAddress.length) < 0) this.fail("sendto");
  }

  /** Bytes received into `buffer`, or 0 when nothing came within the time-out, or at once where it is not to wait. */
  receive(buffer: Uint8Array, mayWait = true): number {
    const received = this.libc.recv(this.fd, buffer, buffer.length, mayWait ? MSG_TRUNC : MSG_TRUNC | MSG_DONTWAIT);
    if (received >= 0) {
      if (received > buffer.length) throw new SystemCallError("recv", "EMSGSIZE");
      return received;
    }
    const code = this.libc.errnoName();
    if (code === "EAGAIN" || code === "EWOULDBLOCK" || code === "EINTR") return 0;
    throw new SystemCallError("recv", code);
  }

  /** From here on the kernel puts what these multicast groups get into the receive buffer. */
  join(groups: number): void {
    const address = encodeNetlinkSocketAddress({ portId: 0, groups }, hostByteOrder);
    if (this.libc.bind(this.fd, address, address.length) < 0) throw new SystemCallError("bind", this.libc.errnoName());
  }

  /** Asks for a receive buffer of so many bytes, beyond what net.core.rmem_max gives to everybody where that is allowed (CAP_NET_ADMIN). */
  growReceiveBuffer(bytes: number, mayForce = true): { readonly isForced: boolean } {
    // The kernel doubles what it is told (sock_setsockopt), and counts its own overhead against it.
    const half = new Uint8Array(new Int32Array([bytes >> 1]).buffer);
    if (mayForce && this.libc.setsockopt(this.fd, SOL_SOCKET, SO_RCVBUFFORCE, half, 4) === 0) return { isForced: true };
    if (this.libc.setsockopt(this.fd, SOL_SOCKET, SO_RCVBUF, half, 4) < 0) throw new SystemCallError("setsockopt", this.libc.errnoName());
    return { isForced: false };
  }

  /** How many datagrams came, up to the capacity of the batch; 0 when none came within the time-out, or at once where it is not to wait. */
  receiveMany(batch: DatagramBatch, mayWait: boolean): number {
    const received = this.libc.recvmmsg(this.fd, batch.vector, batch.capacity, mayWait ? MSG_WAITFORONE : MSG_DONTWAIT);
    if (received >= 0) return received;
    const code = this.libc.errnoName();
    if (code === "EAGAIN" || code === "EWOULDBLOCK" || code === "EINTR") return 0;
    throw new SystemCallError("recvmmsg", code);
  }

  /** The size of the receive buffer, and what did not fit into it so far, modulo 2^32. Undefined before Linux 4.12. */
  readMemory(): { readonly receiveBufferBytes: number; readonly drops: number } | undefined {
    const values = new Uint32Array(skMeminfoVars);
    const length = new Uint8Array(new Uint32Array([values.byteLength]).buffer);
    const isRead = this.libc.getsockopt(this.fd, SOL_SOCKET, SO_MEMINFO, new Uint8Array(values.buffer), length) === 0;
    const { [SK_MEMINFO_RCVBUF]: receiveBufferBytes, [SK_MEMINFO_DROPS]: drops } = values;
    return isRead && receiveBufferBytes !== undefined && drops !== undefined ? { receiveBufferBytes, drops } : undefined;
  }

  close(): void {
    this.libc.close(this.fd);
  }

  private fail(syscall: string): never {
    const code = this.libc.errnoName();
    this.close();
    throw new SystemCallError(syscall, code);
  }
}

/** How long a request to stop may go unseen. */
const receiveTimeoutMs = 200;
const isLittleEndian = hostByteOrder === "little";
// include/linux/net.h and include/uapi/asm-generic/socket.h
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0x80000;
const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
const SO_RCVTIMEO = 20;
const SO_RCVBUFFORCE = 33;
const SO_MEMINFO = 55;
const MSG_TRUNC = 0x20;
const MSG_DONTWAIT = 0x40;
const MSG_WAITFORONE = 0x10000;
// include/uapi/linux/sock_diag.h
const SK_MEMINFO_RCVBUF = 1;
const SK_MEMINFO_DROPS = 8;
const skMeminfoVars = 9;
const kernelAddress = encodeNetlinkSocketAddress({ portId: 0, groups: 0 }, hostByteOrder);
