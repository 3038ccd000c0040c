import assert from "node:assert/strict";
import { test } from "node:test";
import { ipProtocol } from "../model/ip-protocol.ts";
import { tcpState } from "../model/tcp-state.ts";
import { parseNetwork } from "./flow-filter.ts";
import { parseFlowFilter } from "./parse-flow-filter.ts";

test("conditions add up", () => {
  assert.deepEqual(parseFlowFilter(["protocol=tcp", "state=time_wait", "port=443", "zone=0", "address=10.0.0.0/8", "address=fd00::1"]), {
    ok: true,
    filter: {
      protocol: ipProtocol.tcp,
      tcpState: tcpState.timeWait,
      port: 443,
      zone: 0,
      networks: [parseNetwork("10.0.0.0/8"), parseNetwork("fd00::1")],
    },
  });
});

test("no condition is no filter", () => {
  assert.deepEqual(parseFlowFilter([]), { ok: true, filter: {} });
});

for (const condition of [
  "",
  "tcp",
  "protocol=",
  "protocol=tpc",
  "protocol=256",
  "state=OPEN",
  "port=65536",
  "port=-1",
  "zone=x",
  "address=10.0.0",
  "pod=a",
  "toString=1",
]) {
  test(`the condition "${condition}" is refused with what would do`, () => {
    const parsed = parseFlowFilter([condition]);
    assert.equal(parsed.ok, false);
    assert.ok(!parsed.ok && parsed.because.startsWith(condition));
  });
}
