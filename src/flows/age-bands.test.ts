import assert from "node:assert/strict";
import { test } from "node:test";
import { kernelDefaultTimeouts } from "../model/conntrack-timeouts.ts";
import { noTimeout } from "../model/flow-batch.ts";
import { flowStatusBit } from "../model/flow-status.ts";
import { ipProtocol } from "../model/ip-protocol.ts";
import { tcpState } from "../model/tcp-state.ts";
import { bandOf, fixedTimeoutSeconds, IdleClock, idleAgeBands, stateAgeBands, stateAgeSeconds, unknownAge } from "./age-bands.ts";

const kubeProxy = { ...kernelDefaultTimeouts, tcpEstablished: 86_400 };

for (const { what, remaining, status = 0, timeouts = kernelDefaultTimeouts, idle } of [
  { what: "seen just before", remaining: 432_000, idle: 0 },
  { what: "quiet for an hour", remaining: 428_400, idle: 3600 },
  { what: "quiet for nearly five days", remaining: 301, idle: 431_699 },
  { what: "with unacknowledged data, which counts down from 300 s and is not five days idle", remaining: 299, idle: unknownAge },
  { what: "at exactly the shorter timeout", remaining: 300, idle: unknownAge },
  {
    what: "with a remainder above the configured value, born before kube-proxy lowered it",
    remaining: 400_000,
    timeouts: kubeProxy,
    idle: unknownAge,
  },
  { what: "under kube-proxy's 24 hours", remaining: 86_000, timeouts: kubeProxy, idle: 400 },
  { what: "without a countdown", remaining: noTimeout, idle: unknownAge },
  { what: "offloaded to a flow table", remaining: 431_000, status: flowStatusBit.offload, idle: unknownAge },
  { what: "with a fixed timeout", remaining: 431_000, status: flowStatusBit.fixedTimeout, idle: unknownAge },
  { what: "where the setting is not known", remaining: 431_000, timeouts: {}, idle: unknownAge },
  {
    what: "where the configured timeout is itself shorter than 300 s",
    remaining: 50,
    timeouts: { ...kernelDefaultTimeouts, tcpEstablished: 120 },
    idle: 70,
  },
]) {
  test(`an ESTABLISHED connection ${what} has been idle for ${idle === unknownAge ? "an unknown time" : `${idle} s`}`, () => {
    assert.equal(new IdleClock(timeouts).idleSeconds(remaining, status), idle);
  });
}

test("only states whose timeout nothing refreshes date an entry", () => {
  const cases = [
    [ipProtocol.tcp, tcpState.timeWait, 0, 120],
    [ipProtocol.tcp, tcpState.close, 0, 10],
    [ipProtocol.tcp, tcpState.synSent, 0, 120],
    [ipProtocol.tcp, tcpState.established, flowStatusBit.seenReply, 0],
    [ipProtocol.udp, 255, 0, 30],
    [ipProtocol.udp, 255, flowStatusBit.seenReply, 0],
    [ipProtocol.icmp, 255, 0, 0],
  ] as const;
  for (const [protocol, state, status, seconds] of cases) {
    assert.equal(fixedTimeoutSeconds(protocol, state, status, kernelDefaultTimeouts), seconds, `${protocol} ${state}`);
  }
});

test("a remainder above its timeout has no age", () => {
  assert.equal(stateAgeSeconds(121, 120), unknownAge);
  assert.equal(stateAgeSeconds(120, 120), 0);
});

test("a band begins where the one before ends, and unknown has its own", () => {
  for (const bands of [idleAgeBands, stateAgeBands]) {
    assert.equal(bandOf(bands, 0), 0);
    bands.slice(0, -1).forEach((band, index) => {
      assert.equal(bandOf(bands, band.belowSeconds - 1), index);
      assert.equal(bandOf(bands, band.belowSeconds), index + 1);
    });
    assert.equal(bandOf(bands, unknownAge), bands.length);
  }
});
