/**
 * One socket, one datagram to each of many ports and addresses, every one a flow of its own that nobody answers. Straight through the C library, because a
 * datagram through node:dgram costs several times what the kernel takes for it.
 */

import { parseAddress } from "../../../src/model/ip-address.ts";
import { loadLibc, SystemCallError } from "../../../src/sources/libc.ts";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";
import { socketAddress } from "./socket-address.ts";

interface Options {
  /** The first address; further ones follow it when the ports of one are used up. */
  readonly to: string;
  readonly count: number;
  /** Goes on with so many a second until it is stopped, and says at any word how far it is; `count` is then the number of different flows before they come round again. */
  readonly perSecond?: number;
  /** With `perSecond`: ends after so many, and says then what it sent and how long it took. */
  readonly total?: number;
  readonly firstPort?: number;
  readonly lastPort?: number;
}

const { to, count, perSecond, total = Number.POSITIVE_INFINITY, firstPort = 1, lastPort = 65_535 } = readOptions<Options>();
const isIpv4 = !to.includes(":");
const libc = loadLibc();
const fd = libc.socket(isIpv4 ? 2 : 10, 2, 0);
if (fd < 0) throw new SystemCallError("socket", libc.errnoName());

const address = socketAddress(to, firstPort);
const view = new DataView(address.buffer);
const lastWordAt = isIpv4 ? 4 : 20;
const firstWord = parseAddress(to)![3];
const ports = lastPort - firstPort + 1;
const payload = new Uint8Array(1);

let sent = 0;
let refused = 0;
const refusals: Record<string, number> = {};
function send(number: number): void {
  view.setUint16(2, firstPort + (number % ports));
  view.setUint32(lastWordAt, firstWord + Math.floor(number / ports));
  sent++;
  if (libc.sendto(fd, payload, 1, 0, address, address.length) < 0) {
    refused++;
    const code = libc.errnoName();
    refusals[code] = (refusals[code] ?? 0) + 1;
  }
}

if (perSecond === undefined) {
  for (let number = 0; number < count; number++) send(number);
  answer({ sent, refused, refusals });
  stayUntilInputEnds();
} else {
  const startedAt = performance.now();
  const timer = setInterval(() => {
    const due = Math.min(total, ((performance.now() - startedAt) / 1000) * perSecond);
    while (sent < due) send(sent % count);
    if (sent < total) return;
    clearInterval(timer);
    answer({ sent, refused, refusals, tookMs: performance.now() - startedAt });
  }, 5);
  answer({ started: true });
  stayUntilInputEnds(() => answer({ sent, refused, refusals }));
}
