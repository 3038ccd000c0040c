/**
 * Decodes and counts one table again and again, in every way in turn, and writes what each round took into the file that it is given, as JSON. All ways run in one
 * process, so that they differ in nothing else.
 */
import { writeFileSync } from "node:fs";
import { OwnerIndex } from "../../src/flows/owners/owner-index.ts";
import { TableAggregate } from "../../src/flows/table-aggregate.ts";
import { TrafficCounter } from "../../src/flows/traffic/traffic-counter.ts";
import type { FlowBatch } from "../../src/model/flow-batch.ts";
import { FlowScanner } from "../../src/wire/ctnetlink/flow-scanner.ts";
import { tableDatagrams, tableEntries, tableNowMs, tableOwners, tableTimeouts } from "../attribution-table.ts";

const [path = "", rounds = "9"] = process.argv.slice(2);
const datagrams = tableDatagrams();
const owners = new OwnerIndex(tableOwners(), tableNowMs);
const common = { timeouts: tableTimeouts, expectedEntries: tableEntries * 1.25 };

function decode(onBatch: (batch: FlowBatch) => void): void {
  const scanner = new FlowScanner(onBatch);
  for (const datagram of datagrams) scanner.push(datagram);
  scanner.flush();
  if (scanner.entries !== tableEntries || scanner.malformedCount > 0) throw new Error(`${scanner.entries} entries were decoded`);
}

/** What `analyze` does for each dump, with the names of the clients beside it where it has them. */
function aggregate(youngSeconds?: number): void {
  const table = new TableAggregate({ ...common, timeoutsFrom: "sysctl", keepsKeyNumbers: youngSeconds !== undefined });
  const traffic = youngSeconds === undefined ? undefined : new TrafficCounter({ ...common, owners, youngSeconds, nowMs: tableNowMs });
  decode((batch) => {
    table.add(batch);
    traffic?.addCounted(batch, table.counted);
  });
  const { total } = table.compose({ malformedCount: 0, malformedExamples: [] });
  const counted = traffic?.compose();
  if (total !== tableEntries || (counted?.named ?? total) !== total) throw new Error(`${counted?.named} of ${total} entries have a name`);
}

const ways: Readonly<Record<string, () => void>> = {
  decode: () => decode(() => {}),
  plain: () => aggregate(),
  attributed: () => aggregate(0),
  rated: () => aggregate(10),
  // As `top` and `watch` do, which need nothing of the plain aggregation.
  alone: () => {
    const traffic = new TrafficCounter({ ...common, owners, nowMs: tableNowMs });
    decode((batch) => traffic.add(batch));
    traffic.compose();
  },
};
const took: Record<string, number[]> = {};
const roundsToWarmUp = 3;
for (let round = -roundsToWarmUp; round < Number(rounds); round++) {
  for (const [way, run] of Object.entries(ways)) {
    // What one way leaves behind the next one should not have to clear up.
    globalThis.gc?.();
    const started = performance.now();
    run();
    if (round < 0) continue;
    took[way] ??= [];
    took[way].push(performance.now() - started);
  }
}
writeFileSync(path, JSON.stringify(took));
