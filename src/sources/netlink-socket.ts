import { netlinkOption, netlinkSocket } from "../wire/netlink/constants.ts";
import { encodeNetlinkSocketAddress } from "../wire/netlink/socket-address.ts";
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

  /** Bytes received into `buffer`, or 0 when nothing came within the time-out. */
  receive(buffer: Uint8Array): number {
    const received = this.libc.recv(this.fd, buffer, buffer.length, MSG_TRUNC);
    if (received >= 0) {
      if (received > buffer.length) throw new SystemCallError("recv", "EMSGSIZE");
      return received;
    }
    const code = this.libc.errnoName();
    if (code === "EAGAIN" || code === "EWOULDBLOCK" || code === "EINTR") return 0;
    throw new SystemCallError("recv", code);
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
const SO_RCVTIMEO = 20;
const MSG_TRUNC = 0x20;
const kernelAddress = encodeNetlinkSocketAddress({ portId: 0, groups: 0 }, hostByteOrder);
