import assert from "node:assert/strict";
import { test } from "node:test";
import { ipProtocol } from "../model/ip-protocol.ts";
import { tcpState } from "../model/tcp-state.ts";
import { compileFlowFilter, type FlowFilter, parseNetwork } from "./flow-filter.ts";
import { flowBatchOf } from "./flow-row.case.ts";

const batch = flowBatchOf([
  { from: "10.0.1.5", to: "10.96.0.10", replyFrom: "10.0.2.9", ports: [40_000, 53], protocol: ipProtocol.udp },
  { from: "10.0.1.50", to: "10.96.0.10", replyFrom: "10.0.2.9", ports: [40_001, 80], state: tcpState.timeWait },
  { from: "fd00::5", to: "fd00:1::10", ports: [5353, 443], state: tcpState.established, zone: 7 },
  { from: "10.0.1.6", to: "10.0.3.1", ports: [53, 2048], protocol: ipProtocol.icmp },
]);

function rowsThrough(filter: FlowFilter): number[] {
  const passes = compileFlowFilter(filter);
  return [0, 1, 2, 3].filter((row) => passes === undefined || passes(batch, row));
}

function network(text: string): FlowFilter {
  const parsed = parseNetwork(text);
  assert.ok(parsed, text);
  return { networks: [parsed] };
}

for (const [what, filter, rows] of [
  ["no condition", {}, [0, 1, 2, 3]],
  ["a protocol", { protocol: ipProtocol.udp }, [0]],
  ["a TCP state", { tcpState: tcpState.timeWait }, [1]],
  ["a zone", { zone: 7 }, [2]],
  ["a port of any tuple, but not an ICMP id of the same number", { port: 53 }, [0]],
  ["an address, exactly: 10.0.1.5 is not 10.0.1.50", network("10.0.1.5"), [0]],
  ["the endpoint that answers", network("10.0.2.9"), [0, 1]],
  ["an IPv4 network", network("10.0.1.0/24"), [0, 1, 3]],
  ["all of IPv4", network("0.0.0.0/0"), [0, 1, 3]],
  ["an IPv6 network", network("fd00::/16"), [2]],
  [
    "two addresses that must both be there",
    { networks: [...(network("10.0.1.0/24").networks ?? []), ...(network("10.0.2.9").networks ?? [])] },
    [0, 1],
  ],
  ["several conditions at once", { ...network("10.0.1.0/24"), port: 80 }, [1]],
] as const) {
  test(`a filter by ${what} lets through rows ${rows.join(", ")}`, () => {
    assert.deepEqual(rowsThrough(filter), rows);
  });
}

test("what is no network is refused", () => {
  for (const text of ["", "10.0.0", "10.0.0.0/33", "fd00::/129", "10.0.0.0/", "10.0.0.0/8/8", "300.1.1.1", "pod-a", "fd00::1::2"]) {
    assert.equal(parseNetwork(text), undefined, text);
  }
});
