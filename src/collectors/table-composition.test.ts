import assert from "node:assert/strict";
import { test } from "node:test";
import { compileFlowFilter } from "../flows/flow-filter.ts";
import { flowBatchOf } from "../flows/flow-row.case.ts";
import { tcpState } from "../model/tcp-state.ts";
import type { ConntrackSource, DumpOutcome, DumpRequest } from "../sources/conntrack-source.ts";
import { composeLiveTable } from "./compose-live-table.ts";
import { collectFixture, fixtureSources } from "./fixture-sources.case.ts";
import { tableComposition } from "./table-composition.ts";

const whole: DumpOutcome = {
  entries: 2,
  malformed: [],
  malformedCount: 0,
  unknownAttributes: 0,
  endedBy: "kernel",
  wasInterruptedByKernel: false,
  durationMs: 1500.4,
};

/** A kernel that gives two entries and ends as it is told to. */
function kernelThatEnds(outcome: Partial<DumpOutcome> = {}, onRequest: (request: DumpRequest) => void = () => {}): ConntrackSource["dump"] {
  return async (request, onBatch) => {
    onRequest(request);
    onBatch(
      flowBatchOf([
        { from: "10.0.0.1", to: "10.0.0.2", state: tcpState.established, timeout: 86_000 },
        { from: "fd00::1", to: "fd00::2", protocol: 17 },
      ]),
    );
    return { ...whole, ...outcome };
  };
}

test("a walk to the end is the whole table, counted against the node's own timeouts", async () => {
  const { value, source, remarks } = await collectFixture(tableComposition, "linux-5.4-kube-proxy-iptables", { dump: kernelThatEnds() });
  assert.deepEqual([value.total, value.capped, source, remarks], [2, undefined, "ctnetlink dump", undefined]);
  assert.deepEqual(value.timeouts, { from: "sysctl", tcpEstablishedSeconds: 86_400 });
});

for (const [endedBy, because] of [
  ["entries", "stopped after 2 entries, where 1 were allowed; the table may hold more"],
  ["time", "stopped after 1500 ms and 2 entries, where 1000 ms were allowed"],
  ["interrupted", "interrupted after 2 entries"],
  ["overrun", "the kernel could not deliver all of the dump (ENOBUFS) and stopped after 2 entries"],
] as const) {
  test(`a walk that ended by ${endedBy} keeps what it has and says that it is not the whole table`, async () => {
    const sources = fixtureSources("linux-6.18-quiet", { dump: kernelThatEnds({ endedBy }) });
    const { value } = await composeLiveTable(sources, { maxEntries: 1, timeBudgetMs: 1000 });
    assert.equal(value.total, 2);
    assert.deepEqual(value.capped, { by: endedBy, because });
  });
}

test("a walk has a cap and a time budget although nobody asked for them", async () => {
  const requests: DumpRequest[] = [];
  const dump = kernelThatEnds({}, (request) => requests.push(request));
  await collectFixture(tableComposition, "linux-6.18-quiet", { dump });
  const [request] = requests;
  assert.ok(Number(request?.maxEntries) >= 1_048_576, "the largest limit that kube-proxy sets is below the cap");
  assert.ok(Number(request?.timeBudgetMs) > 0);
});

test("messages that could not be decoded, unknown attributes and a walk disturbed by the kernel are all told", async () => {
  const malformed = [{ at: 3, because: "truncated", excerpt: "50 00" }];
  const dump = kernelThatEnds({ malformed, malformedCount: 4, unknownAttributes: 6, wasInterruptedByKernel: true });
  const { value, remarks } = await collectFixture(tableComposition, "linux-6.18-quiet", { dump });
  assert.deepEqual([value.total, value.malformed, value.malformedExamples], [2, 4, malformed]);
  assert.equal(remarks?.length, 2);
});

test("a filter leaves entries out of every figure but its own", async () => {
  const filter = compileFlowFilter({ protocol: 17 });
  assert.ok(filter);
  const { value } = await composeLiveTable(fixtureSources("linux-6.18-quiet", { dump: kernelThatEnds() }), { filter });
  assert.deepEqual([value.total, value.filteredOut, value.byFamily], [1, 1, { ipv6: 1 }]);
});

test("without nf_conntrack nothing is asked of the kernel", async () => {
  await assert.rejects(collectFixture(tableComposition, "linux-6.18-no-conntrack"), { name: "PartMissing", status: "absent" });
});
