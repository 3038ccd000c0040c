import assert from "node:assert/strict";
import { test } from "node:test";
import { kernelDefaultTimeouts } from "../../model/conntrack-timeouts.ts";
import { flowStatusBit } from "../../model/flow-status.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import { tcpState } from "../../model/tcp-state.ts";
import { type FlowRow, flowBatchOf } from "../flow-row.case.ts";
import { entryAge, lifeAfterClose } from "./entry-age.ts";
import { flowOfRow } from "./flow-of-row.ts";

const { seenReply, assured, offload } = flowStatusBit;
const udp = { protocol: ipProtocol.udp };

for (const [what, row, expected] of [
  ["a busy connection", { state: tcpState.established, timeout: 431_990 }, "last-packet 10"],
  ["a connection with unacknowledged data", { state: tcpState.established, timeout: 299 }, "unknown"],
  ["an offloaded connection", { state: tcpState.established, timeout: 431_990, status: offload }, "unknown"],
  ["an entry without a timeout", { state: tcpState.established }, "unknown"],
  ["a closed connection", { state: tcpState.timeWait, timeout: 77 }, "close 43"],
  ["a connection that was reset", { state: tcpState.close, timeout: 3 }, "close 7"],
  ["a connection that nobody answers", { state: tcpState.synSent, timeout: 100 }, "first-packet 20"],
  ["a connection that is being closed", { state: tcpState.finWait, timeout: 100 }, "unknown"],
  ["a query", { ...udp, timeout: 21, status: 0 }, "last-packet 9"],
  ["an answered query", { ...udp, timeout: 21, status: seenReply }, "last-packet 9"],
  ["a UDP stream", { ...udp, timeout: 100, status: seenReply | assured }, "last-packet 20"],
  ["a UDP entry with more left than it can have", { ...udp, timeout: 100, status: 0 }, "unknown"],
  ["a ping", { protocol: ipProtocol.icmp, timeout: 25 }, "last-packet 5"],
  ["a protocol with a timeout of its own", { protocol: ipProtocol.gre, timeout: 25 }, "unknown"],
] as const) {
  test(`${what} is dated: ${expected}`, () => {
    const whole: FlowRow = { from: "10.0.0.1", to: "10.0.0.2", ...row };
    const age = entryAge(flowOfRow(flowBatchOf([whole]), 0), kernelDefaultTimeouts);
    assert.equal(age === undefined ? "unknown" : `${age.since} ${age.seconds}`, expected);
  });
}

test("how long an entry stays after the end is said of what is known", () => {
  assert.deepEqual(lifeAfterClose(kernelDefaultTimeouts), { timeWait: 120, close: 10, udp: 30, udpStream: 120 });
  assert.deepEqual(lifeAfterClose({ udp: 30 }), { udp: 30 });
});
