/**
 * Inserts entries through ctnetlink into the table of its namespace. With `count` the given flows are patterns: entry number n has pattern n modulo their
 * number, and a client address and port of its own. Hundreds of messages go in one datagram without asking for an ack, some microseconds each; the kernel has
 * done them when `sendto` returns, and reports only those that it refused.
 */
import { formatAddress, parseAddress } from "../../../src/model/ip-address.ts";
import { loadLibc, SystemCallError } from "../../../src/sources/libc.ts";
import { encodeConntrackRequest } from "../../../src/wire/ctnetlink/request.ts";
import { nlmFlag } from "../../../src/wire/netlink/constants.ts";
import type { InsertableFlow } from "../insertable-flow.ts";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";

interface Options {
  readonly flows: readonly InsertableFlow[];
  readonly count?: number;
}

const { flows, count } = readOptions<Options>();
const libc = loadLibc();
const kernel = new Uint8Array(12);
kernel[0] = 16;
const netlinkNetfilter = 12;
const fd = libc.socket(16, 3, netlinkNetfilter);
if (fd < 0) throw new SystemCallError("socket", libc.errnoName());

const datagram = new Uint8Array(128 * 1024);
const datagramView = new DataView(datagram.buffer);
let filled = 0;
let sent = 0;
/** Times refused by errno. */
const refusals: Record<string, number> = {};
const nlmsgFlagsOffset = 6;
const portsPerClient = 40_000;
const unlikelyWord = 0xa1b2c3d4;
const unlikelyPort = 0xe5f6;

if (count === undefined) {
  for (const flow of flows) append(encodeInsertRequest(flow));
} else {
  const patterns = flows.map(patternOf);
  for (let number = 0; number < count; number++) {
    const pattern = patterns[number % patterns.length]!;
    const serial = Math.floor(number / patterns.length);
    const at = append(pattern.bytes);
    const client = Math.floor(serial / portsPerClient);
    for (const offset of pattern.addressOffsets) datagramView.setUint32(at + offset, pattern.firstAddress + client);
    for (const offset of pattern.portOffsets) datagramView.setUint16(at + offset, 1024 + (serial % portsPerClient));
  }
}
flush();
answer({ sent, refusals });
stayUntilInputEnds();

function append(message: Uint8Array): number {
  if (filled + message.length + 3 > datagram.length) flush();
  const at = filled;
  datagram.set(message, at);
  filled += (message.length + 3) & ~3;
  sent++;
  return at;
}

function flush(): void {
  if (filled > 0 && libc.sendto(fd, datagram, filled, 0, kernel, kernel.length) < 0) throw new SystemCallError("sendto", libc.errnoName());
  filled = 0;
  collectRefusals();
}

function collectRefusals(): void {
  const doNotWait = 0x40;
  const received = new Uint8Array(32_768);
  while (libc.recv(fd, received, received.length, doNotWait) >= 20) {
    const errno = -new DataView(received.buffer).getInt32(16, true);
    refusals[errno] = (refusals[errno] ?? 0) + 1;
  }
}

interface Pattern {
  readonly bytes: Uint8Array;
  readonly firstAddress: number;
  readonly addressOffsets: readonly number[];
  readonly portOffsets: readonly number[];
}

/** Our own request, without the wish for an ack: 200,000 of them would overrun the socket. */
function encodeInsertRequest(flow: InsertableFlow): Uint8Array<ArrayBuffer> {
  const message = encodeConntrackRequest({ kind: "create", flow: { ...flow, unknownAttributes: 0 } }, 0);
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  view.setUint16(nlmsgFlagsOffset, view.getUint16(nlmsgFlagsOffset, true) & ~nlmFlag.NLM_F_ACK, true);
  return message;
}

/** Finds where the client's address and port stand in the message, in the original tuple and in the reply, by encoding ones that nothing else looks like. */
function patternOf(flow: InsertableFlow): Pattern {
  const { layer4 } = flow.original;
  const { layer4: replyLayer4 } = flow.reply;
  if (layer4.kind !== "ports" || replyLayer4.kind !== "ports") throw new Error("only flows with ports can be patterns");
  const words = parseAddress(flow.original.source)!;
  const client = formatAddress(words[0], words[1], words[2], unlikelyWord);
  const bytes = encodeInsertRequest({
    ...flow,
    original: { ...flow.original, source: client, layer4: { ...layer4, sourcePort: unlikelyPort } },
    reply: { ...flow.reply, destination: client, layer4: { ...replyLayer4, destinationPort: unlikelyPort } },
  });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets = Array.from({ length: bytes.length / 4 }, (_, index) => index * 4);
  const pattern = {
    bytes,
    firstAddress: words[3],
    addressOffsets: offsets.filter((offset) => view.getUint32(offset) === unlikelyWord),
    portOffsets: offsets.filter((offset) => view.getUint16(offset) === unlikelyPort),
  };
  if (pattern.addressOffsets.length !== 2 || pattern.portOffsets.length !== 2)
    throw new Error("the pattern's client is not where it should be");
  return pattern;
}
