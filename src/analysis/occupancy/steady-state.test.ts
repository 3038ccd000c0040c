import assert from "node:assert/strict";
import { test } from "node:test";
import { ordinaryStatus } from "../../metrics/agent-status.case.ts";
import { steadyStateEntries } from "./steady-state.ts";

const { sample } = ordinaryStatus().walk!;
const { traffic } = sample;

test("what waits out its timeout goes to rate by time, and everything else stays as it is", () => {
  const fewer = { ...traffic!, byTimeout: { tcpTimeWait: 30_000, tcpEstablished: 98_072 } };
  // 7,500 younger than 10 s are 750 a second, and each stays for 120 s.
  assert.equal(steadyStateEntries({ ...sample, traffic: fewer }), 90_000 + 98_072);
});

test("nothing is told of a table that was not walked, whose timeouts are not known, or whose states are not all listed", () => {
  const { traffic: _, ...unwalked } = sample;
  const { countdown: __, ...undated } = sample;
  const [first] = traffic!.by.state.groups;
  const cut = { ...traffic!, by: { ...traffic!.by, state: { ...traffic!.by.state, groups: [first!] } } };
  assert.deepEqual([unwalked, undated, { ...sample, traffic: cut }].map(steadyStateEntries), [undefined, undefined, undefined]);
});
