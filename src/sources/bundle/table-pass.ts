import { type ConntrackTimeouts, kernelDefaultTimeouts, timeoutsFromSysctls } from "../../model/conntrack-timeouts.ts";
import type { FlowBatch } from "../../model/flow-batch.ts";
import { sourcesOfNode } from "../../model/sources-of-node.ts";
import type { TableComposition } from "../../model/table-composition.ts";
import { decimalNumber } from "../../wire/procfs/number-text.ts";
import { openTableCounting } from "../open-table-counting.ts";
import type { CountedTable, TableCounting } from "../table-counting.ts";
import type { BundleFacts } from "./bundle-facts.ts";

/**
 * Counting a table needs the timeouts, and an archive may bring them behind it. The first reading then takes the kernel's, and finds the one that kube-proxy
 * changes from the table itself; only where the settings say otherwise afterwards is the archive read again.
 */
export class TablePass {
  private readonly facts: BundleFacts;
  private counting: TableCounting | undefined;
  private timeouts: ConntrackTimeouts = {};
  private isFromSysctls = false;

  constructor(facts: BundleFacts) {
    this.facts = facts;
  }

  readonly onBatch = (batch: FlowBatch): void => {
    if (this.counting === undefined) throw new Error("the table was not begun");
    this.counting.add(batch);
  };

  /** To be waited for before a file with entries is read; the length of the first decides where they are counted. */
  async begin(textBytes: number): Promise<void> {
    if (this.counting !== undefined) return;
    const known = bundleTimeouts(this.facts);
    const { tcpEstablished: _, ...assumed } = kernelDefaultTimeouts;
    this.isFromSysctls = known !== undefined;
    this.timeouts = known ?? assumed;
    this.counting = await openTableCounting(textBytes, {
      timeouts: this.timeouts,
      timeoutsFrom: this.isFromSysctls ? "sysctl" : "unknown",
      sourceNat: true,
      topSources: sourcesOfNode,
    });
  }

  /** To be waited for before so much text is parsed. */
  roomFor(textBytes: number): Promise<void> | undefined {
    return this.counting?.roomFor(textBytes);
  }

  /** The counted table, or `again` where it must be read a second time with what is known by then. Undefined where no entry was seen. */
  async compose(): Promise<CountedTable | "again" | undefined> {
    if (this.counting === undefined) return undefined;
    const { tables } = this.facts;
    const { table, remarks } = await this.counting.compose({
      malformedCount: tables.reduce((sum, { summary }) => sum + summary.malformedCount, 0),
      malformedExamples: tables.flatMap(({ summary }) => summary.malformed).slice(0, 20),
    });
    const known = bundleTimeouts(this.facts);
    if (this.isFromSysctls || known === undefined) return { table: withoutAdvice(table), remarks };
    if (!datesAlike(this.timeouts, known) || !hasSameEstablished(table, known)) return "again";
    const { tcpEstablished } = known;
    const timeouts = { from: "sysctl", ...(tcpEstablished === undefined ? {} : { tcpEstablishedSeconds: tcpEstablished }) } as const;
    return { table: { ...table, timeouts }, remarks };
  }

  async close(): Promise<void> {
    await this.counting?.close();
  }
}

/** The timeouts that turn a countdown into an age; the others do not change what is counted. */
function datesAlike(assumed: ConntrackTimeouts, known: ConntrackTimeouts): boolean {
  const dating = ["tcpTimeWait", "tcpClose", "tcpSynSent", "udp", "tcpUnacknowledged", "tcpMaxRetrans"] as const;
  return dating.every((name) => known[name] === undefined || known[name] === assumed[name]);
}

function hasSameEstablished({ facts, timeouts }: TableComposition, known: ConntrackTimeouts): boolean {
  return facts.established === 0 || timeouts.tcpEstablishedSeconds === known.tcpEstablished;
}

/** What a saved table says of its timeout is told with the option of another command, which a bundle's reader does not have. */
function withoutAdvice(composition: TableComposition): TableComposition {
  if (composition.timeouts.from !== "unknown" || composition.timeouts.note === undefined) return composition;
  return {
    ...composition,
    timeouts: { from: "unknown", note: "the bundle does not tell the timeout for ESTABLISHED, so idle ages are unknown" },
  };
}

function bundleTimeouts({ sysctls }: BundleFacts): ConntrackTimeouts | undefined {
  const numbers = conntrackSysctlNumbers(sysctls);
  const timeouts = timeoutsFromSysctls(numbers);
  return Object.keys(timeouts).length === 0 ? undefined : timeouts;
}

/** The numeric ones under net.netfilter by their file name. */
export function conntrackSysctlNumbers(sysctls: BundleFacts["sysctls"]): Readonly<Record<string, number>> {
  const prefix = "net.netfilter.";
  return Object.fromEntries(
    [...sysctls].flatMap(([key, { value }]) => {
      const number = key.startsWith(prefix) ? decimalNumber(value) : undefined;
      return number === undefined ? [] : [[key.slice(prefix.length), number] as const];
    }),
  );
}
