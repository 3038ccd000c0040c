import assert from "node:assert/strict";
import { test } from "node:test";
import { ipProtocol } from "../model/ip-protocol.ts";
import { fingerprintRows } from "./flow-fingerprint.ts";
import { type FlowRow, flowBatchOf } from "./flow-row.case.ts";

function fingerprintsOf(rows: readonly FlowRow[]): { readonly high: Uint32Array; readonly low: Uint32Array } {
  const high = new Uint32Array(rows.length);
  const low = new Uint32Array(rows.length);
  fingerprintRows(flowBatchOf(rows), high, low);
  return { high, low };
}

/** Tuples as tables have them: addresses and ports that count upwards, in both families. */
function regularRows(): FlowRow[] {
  const rows: FlowRow[] = [];
  for (let client = 0; client < 100; client++) {
    for (let service = 0; service < 10; service++) {
      for (let port = 0; port < 50; port++) {
        rows.push({ from: `10.0.0.${client}`, to: `10.96.0.${service}`, ports: [1024 + port, 80] });
        rows.push({ from: `fd00::${client.toString(16)}`, to: `fd00:96::${service}`, ports: [1024 + port, 80] });
      }
    }
  }
  return rows;
}

test("tuples that follow each other have fingerprints that do not, in either half", () => {
  const { high, low } = fingerprintsOf(regularRows());
  assert.equal(new Set(Array.from(high, (word, row) => `${word}:${low[row]}`)).size, high.length);
  // 100,000 random words of 32 bits have one pair in common on average, and with near certainty fewer than ten.
  for (const half of [high, low]) assert.ok(new Set(half).size > half.length - 10, `${half.length - new Set(half).size} are the same`);
  // The set begins its search by the upper bits of the low word, and keeps the lower ones.
  for (const bitsOf of [(word: number) => word >>> 22, (word: number) => word & 1023]) {
    const counts = new Uint32Array(1024);
    for (const word of low) counts[bitsOf(word)]!++;
    assert.ok(Math.max(...counts) < 160 && Math.min(...counts) > 50, `${Math.min(...counts)} to ${Math.max(...counts)} of about 98`);
  }
});

test("everything that an entry is unique by changes both halves, and nothing else does", () => {
  const row: FlowRow = { from: "10.0.0.1", to: "10.96.0.1", ports: [1024, 80] };
  const sixth: FlowRow = { from: "fd00::1", to: "fd00:96::1", ports: [1024, 80] };
  const others: readonly FlowRow[] = [
    { ...row, from: "10.0.0.2" },
    { ...row, to: "10.96.0.2" },
    { ...row, from: "10.96.0.1", to: "10.0.0.1" },
    { ...row, ports: [1025, 80] },
    { ...row, ports: [80, 1024] },
    { ...row, zone: 1 },
    { ...row, protocol: ipProtocol.udp },
    sixth,
    { ...sixth, from: "fd01::1" },
    { ...sixth, from: "fd00:0:1::1" },
    { ...sixth, from: "fd00::1:0:0:1" },
    { ...sixth, to: "fd00:97::1" },
  ];
  const { high, low } = fingerprintsOf([row, ...others]);
  assert.equal(new Set(high).size, others.length + 1);
  assert.equal(new Set(low).size, others.length + 1);
  const same = fingerprintsOf([row, { ...row, timeout: 5, state: 3, status: 0, replyFrom: "10.1.1.1", replyPorts: [8080, 9] }]);
  assert.equal(same.high[0], same.high[1]);
  assert.equal(same.low[0], same.low[1]);
});
