import { type Command, InvalidArgumentError, Option } from "commander";
import type { Check } from "../../checks/check.ts";
import { type CheckSettings, selectChecks } from "../../checks/run-checks.ts";
import { conntrackNotLoaded, isConntrackLoaded } from "../../collectors/sysctl-files.ts";
import { TableSampler } from "../../collectors/table-sampler.ts";
import { compileFlowFilter, type FlowPredicate } from "../../flows/flow-filter.ts";
import { parseFlowFilter } from "../../flows/parse-flow-filter.ts";
import { type FlowEventKind, flowEventKinds } from "../../model/flow-event-kind.ts";
import { isoTime } from "../../model/iso-time.ts";
import { liveTableError } from "../../operations/tables/live-table-error.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { watchLine } from "../../report/watch-line.ts";
import type { WatchRecord } from "../../report/watch-record.ts";
import type { EventReport, EventStream } from "../../sources/event-source.ts";
import { nodeNameOf } from "../../sources/node-name.ts";
import type { Sources } from "../../sources/sources.ts";
import { AnswerNotWritten } from "../answer-output.ts";
import { parseOnly, parseSetting } from "../check-settings.ts";
import { type CommandModule, type GlobalOptions, type Terminal, withExamples } from "../command.ts";
import { eventsError } from "../events-error.ts";
import { exitCodes } from "../exit-code.ts";
import { addNameOptions, type NameOptions, openNames } from "../name-options.ts";
import { gathered, seconds, wholeNumber } from "../option-values.ts";
import { packageVersion } from "../package-version.ts";
import { WatchEvents } from "../watch-events.ts";
import { WatchOutput } from "../watch-output.ts";
import { isWatchable, WatchSession } from "../watch-session.ts";

interface WatchOptions extends GlobalOptions, NameOptions {
  readonly interval: number;
  readonly count?: number;
  readonly duration?: number;
  readonly table: boolean;
  readonly limit: number;
  readonly filter?: readonly string[];
  readonly events?: true;
  readonly sample?: number;
  readonly eventKinds?: readonly FlowEventKind[];
  readonly only?: readonly string[];
  readonly set?: CheckSettings;
  readonly proc: string;
  readonly sys: string;
}

export const watch: CommandModule = {
  define(command, terminal) {
    command
      .description(
        "What happens to the table, as it happens: one JSON value a line, or with --output text a line to read. Samples with a forecast, findings that open and close, and with --events the births, changes and deaths of entries. What is missing is a line of its own: a gap. Ends at Ctrl-C, or when its reader goes away.",
      )
      .addOption(new Option("--interval <seconds>", "from one sample to the next").argParser(seconds(0.1, 3600)).default(2))
      .addOption(new Option("--count <n>", "end after so many samples").argParser(wholeNumber(1, 1_000_000_000)))
      .addOption(new Option("--duration <seconds>", "end after so long").argParser(seconds(0.1, 31_536_000)))
      .option("--no-table", "do not walk the table: count, counters, forecast and findings only")
      .addOption(new Option("--limit <n>", "groups in each dimension of a sample").argParser(wholeNumber(1, 1000)).default(5))
      .addOption(
        new Option(
          "--filter <condition>",
          "only entries and events with protocol=, state=, address= (or network), port= or zone=; several must all hold",
        ).argParser(gathered<string>),
      )
      .option("--events", "also listen for events; each new entry costs the node 128 bytes more, and each event time, while somebody does")
      .addOption(
        new Option(
          "--sample <1/n>",
          "print one in n events of each kind; all are counted, and births by workload (default: 1/10)",
        ).argParser(sampleOf),
      )
      .addOption(
        new Option("--event-kinds <kinds>", `only these, separated by commas: ${flowEventKinds.join(", ")} (default: all)`).argParser(
          parseKinds,
        ),
      )
      .addOption(
        new Option("--only <ids>", "only findings of these checks, separated by commas; each look asks nobody but the kernel").argParser(
          parseOnly,
        ),
      )
      .addOption(new Option("--set <check.threshold=value>", "another threshold; can be given again").argParser(parseSetting))
      .addOption(new Option("--proc <path>", "where the node's /proc is mounted").default("/proc"))
      .addOption(new Option("--sys <path>", "where the node's /sys is mounted").default("/sys"));
    addNameOptions(command);
    command.action((_, self: Command) => run(self.optsWithGlobals<WatchOptions>(), self, terminal));
    withExamples(command, [
      ["ullage watch", "Samples and findings of this node, until Ctrl-C"],
      ["ullage watch --duration 60 > incident.ndjson", "A minute to look at later, with ullage top --replay incident.ndjson"],
      ["ullage watch --output text --no-table", "A line every two seconds to read along, and nothing walked"],
      ["ullage watch --events --event-kinds new --sample 1/1 --no-table --filter port=53", "Every new DNS flow"],
      [`ullage watch --interval 10 | jq -c 'select(.type | startswith("finding"))'`, "Only what begins and ends"],
    ]);
  },
};

async function run(options: WatchOptions, command: Command, terminal: Terminal): Promise<void> {
  const { filter, checks, lineOf } = readOptions(options, command);
  const { createLiveSources } = await import("../../sources/live-sources.ts");
  const sources = createLiveSources({ procRoot: options.proc, sysRoot: options.sys });
  if (!isConntrackLoaded(sources.proc)) throw liveTableError(conntrackNotLoaded(sources.proc));
  const closing: (() => Promise<void>)[] = [() => sources.conntrack.close()];
  try {
    const names = await openNames(options, sources, terminal);
    closing.push(() => names.close());
    const output = new WatchOutput(terminal, lineOf, sources.clock);
    const sampler = new TableSampler(sources, {
      names: () => names.current(),
      walk: options.table,
      difference: true,
      maximumWalkShare,
      topGroups: options.limit,
      ...(filter === undefined ? {} : { filter }),
    });
    const { kinds, sampleEvery } = eventsAskedFor(options);
    const node = harmlessText(nodeNameOf(sources.proc));
    const events =
      options.events === undefined
        ? undefined
        : new WatchEvents(output, {
            sampleEvery,
            hasBirths: kinds.includes("new"),
            owners: () => sampler.owners(),
            topGroups: options.limit,
            nowMs: sources.clock.nowMs,
            ...(filter === undefined ? {} : { filter }),
          });
    const stream = events === undefined ? undefined : await openEvents(sources, kinds, sampleEvery);
    if (stream !== undefined) closing.push(() => stream.close());
    output.write({
      type: "start",
      at: isoTime(sources.clock.nowMs()),
      schemaVersion: 1,
      node,
      version: packageVersion(),
      intervalSeconds: options.interval,
      walksTable: options.table,
      checks: checks.map(({ id }) => id),
      events: stream === undefined ? null : { kinds, sampleEvery, receiveBufferBytes: stream.receiveBufferBytes ?? null },
      namesFrom: names.current().from.map(harmlessText),
      filter: options.filter ?? [],
      remarks: [...(stream?.remarks ?? []), ...names.remarks()].map(harmlessText),
    });
    const session = new WatchSession(sources, sampler, output, events, {
      node,
      intervalSeconds: options.interval,
      ...(options.count === undefined ? {} : { count: options.count }),
      ...(options.duration === undefined ? {} : { durationSeconds: options.duration }),
      checks,
      settings: options.set ?? {},
      findsSuspects: options.table && options.only === undefined && filter === undefined,
      remarksOnNames: () => names.remarks(),
    });
    await runToEnd(session, terminal, stream, (report) => events?.take(report));
  } finally {
    await Promise.all(closing.map((close) => close()));
  }
}

/** Writes the last line whatever happens, but where it is the output itself that fails. */
async function runToEnd(
  session: WatchSession,
  terminal: Terminal,
  stream: EventStream | undefined,
  onReport: (report: EventReport) => void,
): Promise<void> {
  const broken = new AbortController();
  const delivered = stream?.deliver(onReport).catch((error: unknown) => {
    broken.abort(error);
    throw error;
  });
  delivered?.catch(() => undefined);
  const signal = AbortSignal.any([terminal.signal, broken.signal]);
  /** The events that came until now are counted before the account is closed. */
  const settle = async () => {
    await stream?.close();
    await delivered;
  };
  try {
    const why = await session.run(signal);
    await settle();
    session.end(why);
    terminal.setExitCode(exitCodes.ok.code);
  } catch (error) {
    if (terminal.signal.aborted) {
      await settle();
      session.end("interrupted");
      return;
    }
    const cause = broken.signal.aborted ? broken.signal.reason : error;
    if (!(cause instanceof AnswerNotWritten)) session.end("failed", harmlessText(cause instanceof Error ? cause.message : String(cause)));
    throw cause;
  }
}

async function openEvents(sources: Sources, kinds: readonly FlowEventKind[], sampleEvery: number): Promise<EventStream> {
  const { openEventStream } = await import("../../sources/event-stream.ts");
  try {
    return await openEventStream(sources.proc, { kinds, sampling: { new: 1, update: sampleEvery, destroy: sampleEvery } });
  } catch (error) {
    throw eventsError(error) ?? error;
  }
}

/** Half of the time at most: a table that takes a second to walk is walked every two. */
const maximumWalkShare = 0.5;
const defaultSampleEvery = 10;

function eventsAskedFor({ sample = defaultSampleEvery, eventKinds = flowEventKinds }: WatchOptions) {
  return { sampleEvery: sample, kinds: eventKinds };
}

interface ReadOptions {
  readonly filter: FlowPredicate | undefined;
  readonly checks: readonly Check[];
  readonly lineOf: (record: WatchRecord) => string;
}

/** What would be passed over in silence is a misunderstanding. */
function readOptions(options: WatchOptions, command: Command): ReadOptions {
  const parsed = parseFlowFilter(options.filter ?? []);
  if (!parsed.ok) command.error(`error: --filter ${parsed.because}`);
  if (options.events === undefined && (options.sample !== undefined || options.eventKinds !== undefined))
    command.error("error: --sample and --event-kinds are for --events");
  const refused = options.only?.filter((id) => !watchableChecks.some((check) => check.id === id)) ?? [];
  if (refused.length > 0)
    command.error(
      `error: --only ${refused.join(", ")}: no check that is looked at every few seconds; there are: ${watchableChecks.map(({ id }) => id).join(", ")}`,
    );
  const checks = options.only === undefined ? watchableChecks : watchableChecks.filter(({ id }) => options.only?.includes(id));
  const unwatched = Object.keys(options.set ?? {}).filter((id) => !checks.some((check) => check.id === id));
  if (unwatched.length > 0)
    command.error(`error: --set ${unwatched.join(", ")}: no check that is watched; there are: ${checks.map(({ id }) => id).join(", ")}`);
  return {
    filter: compileFlowFilter(parsed.filter),
    checks,
    lineOf: options.output === "text" ? watchLine : (record) => JSON.stringify(record),
  };
}

const watchableChecks = selectChecks({}).filter(isWatchable);

function sampleOf(text: string): number {
  const [, number = text] = /^1\/(\d+)$/.exec(text) ?? [];
  return wholeNumber(1, 1_000_000)(number);
}

function parseKinds(text: string): readonly FlowEventKind[] {
  const kinds = text.split(",").map((name) => {
    const kind = flowEventKinds.find((known) => known === name.trim());
    if (kind === undefined) throw new InvalidArgumentError(`"${name}" is none of ${flowEventKinds.join(", ")}.`);
    return kind;
  });
  return flowEventKinds.filter((kind) => kinds.includes(kind));
}
