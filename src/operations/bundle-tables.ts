import type { BatchRedactor } from "../analysis/redaction/redact-batch.ts";
import type { FlowPredicate } from "../flows/flow-filter.ts";
import type { FlowBatch } from "../model/flow-batch.ts";
import type { Reading } from "../model/reading.ts";
import type { TableComposition } from "../model/table-composition.ts";
import type { GrowingFile, GzipArchive } from "../sources/bundle-writer/gzip-archive.ts";
import type { NotRead } from "../sources/bundle-writer/node-logs.ts";
import { formatFlowLine } from "../wire/conntrack-text/format-flow-line.ts";

const tablePath = "node_conntrack_table.txt";
const podPath = "pod_conntrack_connections.txt";

/** Writes the entries of the table into the archive as they stream by: all of them, and beside them those that touch the wanted pods. */
export class BundleTables {
  private readonly archive: GzipArchive;
  private readonly touchesPod: FlowPredicate | undefined;
  private readonly redactor: BatchRedactor | undefined;
  private files: { readonly table: GrowingFile; readonly pods: GrowingFile | undefined } | undefined;
  private written = 0;
  private isFinished = false;
  private cutBecause: string | undefined;

  constructor(
    archive: GzipArchive,
    { touchesPod, redactor }: { readonly touchesPod: FlowPredicate | undefined; readonly redactor: BatchRedactor | undefined },
  ) {
    this.archive = archive;
    this.touchesPod = touchesPod;
    this.redactor = redactor;
  }

  /** Undefined where there was no table to read. */
  get entries(): number | undefined {
    return this.files === undefined ? undefined : this.written;
  }

  take(batch: FlowBatch): void {
    // A walk that was cut off may deliver what it had received already.
    if (this.isFinished || this.cutBecause !== undefined) return;
    const { table, pods } = this.begun();
    // The pod is named by its own address, and its lines are written with the other one.
    const shown = this.redactor?.redact(batch) ?? batch;
    let text = "";
    let podText = "";
    for (let row = 0; row < batch.length; row++) {
      const line = `${formatFlowLine(shown, row)}\n`;
      text += line;
      if (text.length > textAtOnce) {
        table.write(text);
        text = "";
      }
      if (pods !== undefined && this.touchesPod?.(batch, row) === true) podText += line;
    }
    this.written += batch.length;
    table.write(text);
    pods?.write(podText);
    this.cutBecause = table.full ?? pods?.full;
  }

  /** Ends the files and says what is missing from them. */
  finish(reading: Reading<TableComposition> | undefined): readonly NotRead[] {
    this.isFinished = true;
    const paths = this.touchesPod === undefined ? [tablePath] : [tablePath, podPath];
    const because = this.cutBecause ?? notWholeBecause(reading);
    if (because === undefined) this.begun();
    this.files?.table.end();
    this.files?.pods?.end();
    return because === undefined
      ? []
      : paths.map((path) => ({ path, because: this.files === undefined ? because : `not whole: ${because}` }));
  }

  private begun() {
    this.files ??= {
      table: this.archive.begin(tablePath),
      pods: this.touchesPod === undefined ? undefined : this.archive.beginBeside(podPath),
    };
    return this.files;
  }
}

/** A string of more than 128 kB lives until all of the heap is looked through: a table of 250,000 entries so took 20 MB of what was garbage. */
const textAtOnce = 8192;

function notWholeBecause(reading: Reading<TableComposition> | undefined): string | undefined {
  if (reading === undefined) return "not asked";
  return reading.status === "present" ? reading.value.capped?.because : reading.reason;
}
