import {
  addressOffset,
  addressWordsPerRow,
  createFlowBatch,
  type FlowBatch,
  noState,
  noTimeout,
  portOffset,
  portsPerRow,
} from "../../model/flow-batch.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";

/**
 * Decodes a dump straight into columns: no object, no string and no closure an entry. `decodeFlow` is the complete codec; this is the quick one for tables
 * of a million, and a test holds the two together.
 *
 * Netlink headers are in the order of the machine, which is also that of a Uint16Array, so they are read through one; payloads are big-endian.
 */
export class FlowScanner {
  readonly batch: FlowBatch;
  entries = 0;
  malformedCount = 0;
  readonly malformed: { readonly at: number; readonly because: string; readonly excerpt: string }[] = [];
  unknownAttributes = 0;
  /** NLM_F_DUMP_INTR was set: the table changed shape under the walk. */
  wasInterruptedByKernel = false;
  /** NLMSG_DONE or an error was seen. */
  isDone = false;
  /** Positive errno of the NLMSG_ERROR or NLMSG_DONE that ended the dump, or 0. */
  errorNumber = 0;

  private readonly onBatch: (batch: FlowBatch) => void;
  private messages = 0;
  private bytes: Uint8Array = new Uint8Array(0);
  protected halves: Uint16Array = new Uint16Array(0);
  private aligned = new Uint8Array(0);
  private reason = "";

  constructor(onBatch: (batch: FlowBatch) => void, batchCapacity = 1024) {
    this.onBatch = onBatch;
    this.batch = createFlowBatch(batchCapacity);
  }

  /** Decodes one datagram, which lies from `from` to `end` in these bytes; they may be reused afterwards. */
  push(bytes: Uint8Array, end = bytes.length, from = 0): void {
    this.view(bytes, end);
    let at = from;
    while (at < end && !this.isDone) {
      const messageLength = at + 16 <= end ? this.hostInt32(at) : 0;
      if (messageLength < 16 || at + messageLength > end) {
        this.messages++;
        this.countMalformed(at, end, "netlink message longer than its datagram");
        return;
      }
      this.scanMessage(at, at + messageLength);
      at += (messageLength + 3) & ~3;
    }
  }

  /** Hands on what is in the batch. */
  flush(): void {
    if (this.batch.length === 0) return;
    this.onBatch(this.batch);
    this.batch.length = 0;
  }

  private readonly isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

  private view(datagram: Uint8Array, length: number): void {
    let source = datagram;
    if (datagram.byteOffset % 2 !== 0) {
      if (this.aligned.length < length) this.aligned = new Uint8Array(Math.max(length, 32_768));
      this.aligned.set(datagram.subarray(0, length));
      source = this.aligned;
    }
    if (source === this.bytes) return;
    this.bytes = source;
    this.halves = new Uint16Array(source.buffer, source.byteOffset, source.length >> 1);
  }

  protected scanMessage(at: number, end: number): void {
    const type = this.halves[(at >> 1) + 2]!;
    const flags = this.halves[(at >> 1) + 3]!;
    this.messages++;
    if ((flags & nlmFlagDumpInterrupted) !== 0) this.wasInterruptedByKernel = true;
    if (type === nlmsgDone || type === nlmsgError) {
      this.isDone = true;
      if (at + 20 <= end) this.errorNumber = 0 - this.hostInt32(at + 16);
      return;
    }
    if (type !== conntrackNew) {
      if (type >= 16) this.countMalformed(at, end, `unexpected netlink message type ${type}`);
      return;
    }
    this.takeEntry(at, end);
  }

  /** Decodes the entry of a whole message into the next row; false, and counted, where it cannot be. */
  protected takeEntry(at: number, end: number): boolean {
    if (at + 20 > end || !this.scanFlow(at + 20, end)) {
      this.countMalformed(at, end, at + 20 > end ? "message without nfnetlink header" : this.reason);
      return false;
    }
    this.entries++;
    this.batch.length++;
    if (this.batch.length === this.batch.capacity) this.flush();
    return true;
  }

  private hostInt32(at: number): number {
    const first = this.halves[at >> 1]!;
    const second = this.halves[(at >> 1) + 1]!;
    return this.isLittleEndian ? first | (second << 16) : (first << 16) | second;
  }

  private scanFlow(from: number, end: number): boolean {
    const { halves, batch } = this;
    const row = batch.length;
    batch.family[row] = 0;
    batch.status[row] = 0;
    batch.timeoutSeconds[row] = noTimeout;
    batch.state[row] = noState;
    batch.zone[row] = 0;
    batch.mark[row] = 0;
    batch.id[row] = 0;
    let tuples = 0;
    let at = from;
    while (at + 4 <= end) {
      const length = halves[at >> 1]!;
      if (length < 4 || at + length > end) return this.fail("attribute longer than its message");
      const stop = at + length;
      switch (halves[(at >> 1) + 1]! & attributeTypeMask) {
        case ctaTupleOrig:
          if (!this.scanTuple(at + 4, stop, row, 0)) return false;
          tuples |= 1;
          break;
        case ctaTupleReply:
          if (!this.scanTuple(at + 4, stop, row, 2)) return false;
          tuples |= 2;
          break;
        case ctaStatus:
          if (length !== 8) return this.fail("CTA_STATUS is not 4 bytes");
          batch.status[row] = this.word(at + 4);
          break;
        case ctaTimeout:
          if (length !== 8) return this.fail("CTA_TIMEOUT is not 4 bytes");
          batch.timeoutSeconds[row] = this.word(at + 4);
          break;
        case ctaProtoinfo:
          if (!this.scanProtocolState(at + 4, stop, row)) return false;
          break;
        case ctaMark:
          if (length !== 8) return this.fail("CTA_MARK is not 4 bytes");
          batch.mark[row] = this.word(at + 4);
          break;
        case ctaId:
          if (length !== 8) return this.fail("CTA_ID is not 4 bytes");
          batch.id[row] = this.word(at + 4);
          break;
        case ctaZone:
          if (length !== 6) return this.fail("CTA_ZONE is not 2 bytes");
          batch.zone[row] = this.half(at + 4);
          break;
        default:
          if ((halves[(at >> 1) + 1]! & attributeTypeMask) > ctaLastKnown) this.unknownAttributes++;
      }
      at = (stop + 3) & ~3;
    }
    return tuples === 3 || this.fail(tuples & 1 ? "no reply tuple" : "no original tuple");
  }

  /** `direction` is 0 for the original tuple, 2 for the reply: the number of its first address and port. */
  private scanTuple(from: number, end: number, row: number, direction: number): boolean {
    const { halves, batch, bytes } = this;
    const portAt = row * portsPerRow + direction;
    batch.ports[portAt] = 0;
    batch.ports[portAt + 1] = 0;
    let found = 0;
    let at = from;
    while (at + 4 <= end) {
      const length = halves[at >> 1]!;
      if (length < 4 || at + length > end) return this.fail("attribute longer than its tuple");
      const stop = at + length;
      const type = halves[(at >> 1) + 1]! & attributeTypeMask;
      if (type === ctaTupleIp) {
        found |= this.scanAddresses(at + 4, stop, row, direction);
      } else if (type === ctaTupleProto) {
        if (!this.scanPorts(at + 4, stop, row, portAt)) return false;
        found |= 4;
      } else if (type === ctaTupleZone) {
        if (length !== 6) return this.fail("CTA_TUPLE_ZONE is not 2 bytes");
        if (direction === 0) batch.zone[row] = (bytes[at + 4]! << 8) | bytes[at + 5]!;
      } else {
        this.unknownAttributes++;
      }
      at = (stop + 3) & ~3;
    }
    return found === 7 || this.fail("tuple without addresses or protocol");
  }

  /** Returns bit 0 for a source and bit 1 for a destination. */
  private scanAddresses(from: number, end: number, row: number, direction: number): number {
    const { halves, batch } = this;
    const { addresses } = batch;
    const base = row * addressWordsPerRow + direction * 4;
    let found = 0;
    let at = from;
    while (at + 4 <= end) {
      const length = halves[at >> 1]!;
      if (length < 4 || at + length > end) return 0;
      const type = halves[(at >> 1) + 1]! & attributeTypeMask;
      if ((type === ctaIpV4Src || type === ctaIpV4Dst) && length === 8) {
        const to = base + (type === ctaIpV4Src ? addressOffset.originalSource : addressOffset.originalDestination);
        addresses[to] = 0;
        addresses[to + 1] = 0;
        addresses[to + 2] = 0xffff;
        addresses[to + 3] = this.word(at + 4);
        batch.family[row] = 4;
        found |= type === ctaIpV4Src ? 1 : 2;
      } else if ((type === ctaIpV6Src || type === ctaIpV6Dst) && length === 20) {
        const to = base + (type === ctaIpV6Src ? addressOffset.originalSource : addressOffset.originalDestination);
        for (let word = 0; word < 4; word++) addresses[to + word] = this.word(at + 4 + word * 4);
        batch.family[row] = 6;
        found |= type === ctaIpV6Src ? 1 : 2;
      } else {
        this.unknownAttributes++;
      }
      at = (at + length + 3) & ~3;
    }
    return found;
  }

  private scanPorts(from: number, end: number, row: number, portAt: number): boolean {
    const { halves, batch, bytes } = this;
    const { ports } = batch;
    let protocol = -1;
    let type = 0;
    let code = 0;
    let at = from;
    while (at + 4 <= end) {
      const length = halves[at >> 1]!;
      if (length < 4 || at + length > end) return this.fail("attribute longer than CTA_TUPLE_PROTO");
      switch (halves[(at >> 1) + 1]! & attributeTypeMask) {
        case ctaProtoNum:
          if (length !== 5) return this.fail("CTA_PROTO_NUM is not 1 byte");
          protocol = bytes[at + 4]!;
          break;
        case ctaProtoSrcPort:
        case ctaProtoIcmpId:
        case ctaProtoIcmpv6Id:
          if (length !== 6) return this.fail("port or ICMP id is not 2 bytes");
          ports[portAt + portOffset.originalSource] = this.half(at + 4);
          break;
        case ctaProtoDstPort:
          if (length !== 6) return this.fail("CTA_PROTO_DST_PORT is not 2 bytes");
          ports[portAt + portOffset.originalDestination] = this.half(at + 4);
          break;
        case ctaProtoIcmpType:
        case ctaProtoIcmpv6Type:
          if (length !== 5) return this.fail("ICMP type is not 1 byte");
          type = bytes[at + 4]!;
          break;
        case ctaProtoIcmpCode:
        case ctaProtoIcmpv6Code:
          if (length !== 5) return this.fail("ICMP code is not 1 byte");
          code = bytes[at + 4]!;
          break;
        default:
          this.unknownAttributes++;
      }
      at = (at + length + 3) & ~3;
    }
    if (protocol < 0) return this.fail("tuple without CTA_PROTO_NUM");
    if (protocol === ipProtocol.icmp || protocol === ipProtocol.icmpv6) ports[portAt + 1] = (type << 8) | code;
    batch.protocol[row] = protocol;
    return true;
  }

  /** CTA_PROTOINFO holds one nest for the protocol, whose first attribute is the state for TCP, SCTP and DCCP alike. */
  private scanProtocolState(from: number, end: number, row: number): boolean {
    const { halves } = this;
    if (from + 4 > end) return true;
    const length = halves[from >> 1]!;
    if (length < 4 || from + length > end) return this.fail("attribute longer than CTA_PROTOINFO");
    let at = from + 4;
    const stop = from + length;
    while (at + 4 <= stop) {
      const innerLength = halves[at >> 1]!;
      if (innerLength < 4 || at + innerLength > stop) return this.fail("attribute longer than the protocol's state");
      if ((halves[(at >> 1) + 1]! & attributeTypeMask) === ctaProtoinfoState && innerLength === 5) {
        this.batch.state[row] = this.bytes[at + 4]!;
        return true;
      }
      at = (at + innerLength + 3) & ~3;
    }
    return true;
  }

  private word(at: number): number {
    const { bytes } = this;
    return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
  }

  private half(at: number): number {
    return (this.bytes[at]! << 8) | this.bytes[at + 1]!;
  }

  private fail(reason: string): false {
    this.reason = reason;
    return false;
  }

  protected countMalformed(at: number, end: number, because: string): void {
    this.malformedCount++;
    if (this.malformed.length >= maxExamples) return;
    const excerpt = [...this.bytes.subarray(at, Math.min(end, at + 48))].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    this.malformed.push({ at: this.messages, because, excerpt });
  }
}

const maxExamples = 20;
// Plain constants: the hot switch compiles to a jump table only over literals that V8 can see.
const nlmsgError = 2; // NLMSG_ERROR
const nlmsgDone = 3; // NLMSG_DONE
const nlmFlagDumpInterrupted = 0x10; // NLM_F_DUMP_INTR
const conntrackNew = 0x100; // NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW
const attributeTypeMask = 0x3fff; // NLA_TYPE_MASK
const ctaTupleOrig = 1;
const ctaTupleReply = 2;
const ctaStatus = 3;
const ctaProtoinfo = 4;
const ctaTimeout = 7;
const ctaMark = 8;
const ctaId = 12;
const ctaZone = 18;
const ctaLastKnown = 27; // CTA_TIMESTAMP_EVENT, Linux 6.14
const ctaTupleIp = 1;
const ctaTupleProto = 2;
const ctaTupleZone = 3;
const ctaIpV4Src = 1;
const ctaIpV4Dst = 2;
const ctaIpV6Src = 3;
const ctaIpV6Dst = 4;
const ctaProtoNum = 1;
const ctaProtoSrcPort = 2;
const ctaProtoDstPort = 3;
const ctaProtoIcmpId = 4;
const ctaProtoIcmpType = 5;
const ctaProtoIcmpCode = 6;
const ctaProtoIcmpv6Id = 7;
const ctaProtoIcmpv6Type = 8;
const ctaProtoIcmpv6Code = 9;
const ctaProtoinfoState = 1; // CTA_PROTOINFO_TCP_STATE, CTA_PROTOINFO_SCTP_STATE, CTA_PROTOINFO_DCCP_STATE
