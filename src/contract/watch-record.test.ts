import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import { OpenFindings } from "../analysis/open-findings.ts";
import { flowBatchOf } from "../flows/flow-row.case.ts";
import { OwnerIndex } from "../flows/owners/owner-index.ts";
import { TrafficCounter } from "../flows/traffic/traffic-counter.ts";
import { noAddressOwners } from "../model/address-owners.ts";
import type { Forecast } from "../model/forecast.ts";
import type { Signal } from "../model/signal.ts";
import type { Suspect } from "../model/suspect.ts";
import { tcpState } from "../model/tcp-state.ts";
import { watchLine } from "../report/watch-line.ts";
import {
  type EndRecord,
  eventRecord,
  findingRecord,
  type GapRecord,
  type StartRecord,
  sampleRecord,
  type WatchRecord,
} from "../report/watch-record.ts";
import { assertType, type DeepMutable } from "./deep-mutable.case.ts";
import { watchRecordSchema } from "./watch-record.ts";

type Contract = z.infer<typeof watchRecordSchema>;
assertType<DeepMutable<WatchRecord> extends Contract ? true : false>();
assertType<Contract["type"] extends WatchRecord["type"] ? true : false>();

const at = "2026-01-15T12:00:00.000Z";
const atMs = Date.parse(at);
const hostile = "\x1b[2J\u202echeckout";

const owners = new OwnerIndex(
  {
    ...noAddressOwners,
    claims: [
      {
        address: "10.0.0.1",
        owner: { kind: "pod", namespace: "shop", name: hostile, workload: { kind: "Deployment", namespace: "shop", name: hostile } },
      },
      { address: "10.0.0.9", owner: { kind: "pod", namespace: "shop", name: "cart-1" } },
    ],
    services: [{ address: "10.96.0.1", protocol: 6, port: 443, owner: { kind: "service", namespace: "shop", name: "cart" } }],
  },
  atMs,
);
const flows = flowBatchOf([
  { from: "10.0.0.1", to: "10.96.0.1", ports: [5000, 443], replyFrom: "10.0.0.9", state: tcpState.synSent, timeout: 120 },
  { from: "fd00::1", to: "fd00::2", protocol: 58 },
]);

function trafficOf() {
  const counter = new TrafficCounter({ owners, timeouts: { tcpSynSent: 120 }, nowMs: atMs });
  counter.add(flows);
  return counter.compose();
}

const endless: Forecast = {
  kind: "fills",
  slope: { estimate: 1, low: 0.5, high: 2 },
  secondsToFull: { estimate: 100, low: 50, high: Number.POSITIVE_INFINITY },
  burstHeadroomSeconds: Number.POSITIVE_INFINITY,
  because: "it grows",
  overSeconds: 20,
  samples: 10,
};

const rate = { perSecond: 1, method: "events", overSeconds: 2, plusMinus: 0, isFloor: false } as const;
const sample = {
  takenAtMs: atMs,
  monotonicMs: 5.5,
  count: 2,
  max: 100,
  increases: { drop: 3 },
  traffic: trafficOf(),
  countdown: { timeouts: { udp: 30 }, youngSeconds: 10 },
  remarks: [hostile],
};
const signal: Signal = { id: "usage", subject: hostile, level: "issue", line: `[ISSUE] ${hostile}`, value: 5, source: "", takenAtMs: atMs };

function findingRecords(): readonly WatchRecord[] {
  const findings = new OpenFindings(1);
  const looks = [[{ ...signal, level: "warning" as const }], [signal], [{ ...signal, level: "ok" as const }]];
  return looks.flatMap((signals, number) =>
    findings.look(signals, { atMs: atMs + number, monotonicMs: number }).map((change) => findingRecord(change, atMs + number)),
  );
}

const start: StartRecord = {
  type: "start",
  at,
  schemaVersion: 1,
  node: "node-a",
  version: "1.0.0",
  intervalSeconds: 2,
  walksTable: true,
  checks: ["usage"],
  events: { kinds: ["new"], sampleEvery: 10, receiveBufferBytes: null },
  namesFrom: ["/proc"],
  filter: [],
  remarks: [],
};
const gap: GapRecord = { type: "gap", at, source: "events", where: "socket", from: at, to: at, lost: null, because: "the buffer was full" };
const end: EndRecord = {
  type: "end",
  at,
  why: "failed",
  because: "the stream broke",
  seconds: 3.5,
  samples: 2,
  findings: { opened: 1, closed: 0, open: [{ id: "0123456789ab", check: "usage", subject: "a" }] },
  events: { seen: { new: 1, update: 2, destroy: 3 }, printed: 1, filteredOut: 1, notSampled: 3, notShown: 1, lost: null },
  gaps: 1,
};

const suspect: Suspect = {
  ...{ cause: "fan-out", dimension: "workload", name: hostile, confidence: "high", because: "its entries lead to many", sinceMs: atMs },
  ...{ entries: 5, share: 0.5 },
};

const records: readonly WatchRecord[] = [
  start,
  sampleRecord(
    sample,
    { forecast: endless, suspects: [suspect] },
    {
      counts: { new: 2, update: 0, destroy: 0 },
      births: { births: rate, groups: [{ key: hostile, births: rate }], distinct: 1, exact: true },
      hasGap: false,
    },
  ),
  ...findingRecords(),
  eventRecord("new", flows, 0, atMs, owners),
  eventRecord("destroy", flows, 1, atMs),
  gap,
  end,
];

test("there is a record of every kind here", () => {
  const kinds = watchRecordSchema.options.map(({ shape }) => shape.type.value);
  assert.deepEqual([...new Set(records.map(({ type }) => type))].toSorted(), kinds.toSorted());
});

for (const record of records) {
  test(`a line ${record.type} keeps the contract, in full`, () => {
    const overTheWire: unknown = JSON.parse(JSON.stringify(record));
    assert.deepEqual(watchRecordSchema.parse(overTheWire), overTheWire);
  });

  test(`nothing that others named acts on a terminal in a line ${record.type}, as JSON or as text`, () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    const acting = /[\u0000-\u001f\u007f-\u009f\u202e]|\\u001b/;
    assert.doesNotMatch(JSON.stringify(record), acting);
    assert.doesNotMatch(watchLine(record), acting);
  });
}

test("what has no upper end is null, which JSON can hold", () => {
  const { forecast } = sampleRecord(sample, { forecast: endless });
  assert.deepEqual([forecast.secondsToFull?.high, forecast.burstHeadroomSeconds, forecast.slope?.high], [null, null, 2]);
});

test("an event has both tuples, the names of both ends and the service between them", () => {
  const event = eventRecord("new", flows, 0, atMs, owners);
  assert.deepEqual([event.original.source, event.original.destination, event.reply.source], ["10.0.0.1", "10.96.0.1", "10.0.0.9"]);
  assert.deepEqual([event.service, event.server?.name, event.state], ["shop/cart", "shop/cart-1", "SYN_SENT"]);
  assert.ok(event.client?.workload.startsWith("Deployment shop/"));
});
