import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { kernelDefaultTimeouts } from "../model/conntrack-timeouts.ts";
import { ipProtocol } from "../model/ip-protocol.ts";
import { openTableCounting } from "./open-table-counting.ts";
import { savedText, savedXml } from "./saved-text.case.ts";
import type { TableCounting, TableCountingOptions } from "./table-counting.ts";
import { TableCountingHere } from "./table-counting-here.ts";
import { TableCountingThread } from "./table-counting-thread.ts";
import { readTextTable } from "./text-table.ts";

const options: TableCountingOptions = { timeouts: kernelDefaultTimeouts, timeoutsFrom: "sysctl", topItems: 10 };
const { tcpEstablished: _, ...unknownEstablished } = kernelDefaultTimeouts;

function written(t: TestContext, text: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), "ullage-counting-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "table");
  writeFileSync(path, text);
  return path;
}

/** Reads the file and counts it; what the reader and the counting have to say, together. */
async function countWith(counting: TableCounting, path: string, stopAfterBytes = Number.POSITIVE_INFINITY) {
  const interruption = new AbortController();
  try {
    const outcome = await readTextTable(path, {
      onBatch: (batch) => counting.add(batch),
      roomFor: (textBytes) => counting.roomFor(textBytes),
      onProgress: (bytes) => {
        if (bytes >= stopAfterBytes) interruption.abort();
      },
      signal: interruption.signal,
    });
    const counted = await counting.compose({ malformedCount: outcome.malformedCount, malformedExamples: outcome.malformed });
    return { outcome, counted };
  } finally {
    counting.close();
  }
}

const text = savedText(230_000);

const texts: readonly { readonly name: string; readonly text: string | Uint8Array; readonly options?: Partial<TableCountingOptions> }[] = [
  { name: "more lines than the ring holds, with duplicates and malformed lines", text },
  { name: "a table that tells its own timeout", text, options: { timeouts: unknownEstablished, timeoutsFrom: "unknown" } },
  { name: "only what a filter lets through", text, options: { filter: { protocol: ipProtocol.udp, port: 53 } } },
  { name: "more clients than have counters of their own", text, options: { maxExactKeys: 100 } },
  { name: "more entries than are remembered", text, options: { expectedEntries: 1 } },
  { name: "gzip", text: gzipSync(text) },
  { name: "gzip that was cut short", text: gzipSync(text).subarray(0, 1_000_000) },
  { name: "xml", text: savedXml(30_000) },
  { name: "a last line without its end", text: text.slice(0, 5_000_013) },
  { name: "one line", text: text.slice(0, text.indexOf("\n") + 1) },
  { name: "no line", text: "" },
];

for (const { name, text, options: others } of texts) {
  test(`a second thread counts as one does: ${name}`, { timeout: 60_000 }, async (t) => {
    const path = written(t, text);
    const here = await countWith(new TableCountingHere({ ...options, ...others }), path);
    const thread = await countWith(new TableCountingThread({ ...options, ...others }), path);
    assert.deepEqual(thread, here);
  });
}

test("the cases above hold what they say", async (t) => {
  const { counted, outcome } = await countWith(new TableCountingHere({ ...options, expectedEntries: 1 }), written(t, text));
  assert.equal(outcome.lines, 230_000);
  assert.ok(counted.table.duplicates > 1000);
  assert.deepEqual(
    counted.table.malformedExamples.map(({ at }) => at),
    Array.from({ length: 20 }, (_, number) => 501 + 997 * number),
  );
  assert.equal(counted.remarks.length, 1, "of what was not remembered");
});

test("an interrupted reading gives what was read until then, all of it", { timeout: 60_000 }, async (t) => {
  const path = written(t, text);
  for (const counting of [new TableCountingHere(options), new TableCountingThread(options)]) {
    const { outcome, counted } = await countWith(counting, path, 3_000_000);
    assert.equal(outcome.wasInterrupted, true);
    assert.ok(outcome.lines > 10_000 && outcome.lines < 100_000, `${outcome.lines} lines`);
    assert.equal(counted.table.total + counted.table.duplicates, outcome.entries);
  }
});

test("whoever waits for a thread that has ended hears of it", { timeout: 10_000 }, async () => {
  const counting = new TableCountingThread(options);
  counting.close();
  await assert.rejects(async () => counting.roomFor(1), /ended/);
  await assert.rejects(async () => counting.compose({ malformedCount: 0, malformedExamples: [] }), /ended/);
});

test("what is wrong in the thread reaches whoever asked it", { timeout: 10_000 }, async () => {
  const counting = new TableCountingThread({ ...options, filter: { networks: [null as never] } });
  await assert.rejects(async () => counting.compose({ malformedCount: 0, malformedExamples: [] }), TypeError);
  counting.close();
});

test("only a long text is worth a thread", () => {
  const countings = [openTableCounting(undefined, options), openTableCounting(1000, options), openTableCounting(100_000_000, options)];
  assert.deepEqual(
    countings.map((counting) => counting.constructor.name),
    ["TableCountingHere", "TableCountingHere", "TableCountingThread"],
  );
  for (const counting of countings) counting.close();
});

const builtThread = new URL("../../dist/sources/table-counting-thread.js", import.meta.url);

test("the compiled thread finds its compiled worker", {
  skip: existsSync(builtThread) ? false : "not built",
  timeout: 10_000,
}, async (t) => {
  const built = (await import(builtThread.href)) as { readonly TableCountingThread: typeof TableCountingThread };
  const { counted } = await countWith(new built.TableCountingThread(options), written(t, savedText(100)));
  assert.equal(counted.table.total + counted.table.duplicates, 100);
});
