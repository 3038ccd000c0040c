import { fileURLToPath } from "node:url";
import { type Command, Option } from "commander";
import { checkStatus, runChecks } from "../../checks/run-checks.ts";
import { isConntrackLoaded } from "../../collectors/sysctl-files.ts";
import { isoTime } from "../../model/iso-time.ts";
import type { Observation } from "../../model/observation.ts";
import { isPresent, type Reading } from "../../model/reading.ts";
import type { TableComposition } from "../../model/table-composition.ts";
import { observeThisNode, replayRecording } from "../../operations/observe-this-node.ts";
import { type AnalyzeDimension, type AnalyzeHeading, analyzeReport, analyzeResult } from "../../report/analyze-report.ts";
import { type CheckOutcome, checkDocument, checkResult, checkText, observedAt } from "../../report/check-report.ts";
import { FileTree } from "../../sources/file-tree.ts";
import { type CommandModule, type GlobalOptions, type Terminal, withExamples } from "../command.ts";
import { documentText } from "../document-text.ts";
import { exitCodes } from "../exit-code.ts";
import { paintPrefix } from "../paint-prefix.ts";
import { valueText } from "../value-text.ts";

interface OverviewOptions extends GlobalOptions {
  readonly proc: string;
  readonly sys: string;
}

export const overview: CommandModule = {
  define(command, terminal) {
    command
      .description(
        "The checks of this node and the composition of its table. Where there is no Linux, no conntrack or no right to read the table, a bundled recording is shown instead, and it is said so. The exit status is 0 whatever the checks say.",
      )
      .addOption(new Option("--proc <path>", "where the node's /proc is mounted").default("/proc"))
      .addOption(new Option("--sys <path>", "where the node's /sys is mounted").default("/sys"))
      .action((_, self: Command) => run(self.optsWithGlobals<OverviewOptions>(), terminal));
    withExamples(command, [["ullage overview", "A first look at this machine"]]);
  },
};

async function run(options: OverviewOptions, terminal: Terminal): Promise<void> {
  const { proc, sys } = options;
  // Where nothing is tracked there is nothing to wait for.
  const window = isConntrackLoaded(new FileTree(proc)) ? 1 : 0;
  const live = await observeThisNode({ full: true, window, proc, sys }, terminal.signal);
  const whyRecording = reasonAgainst(live);
  const observation = whyRecording === undefined ? live : await replayRecording(bundledRecording);
  const composition = observation.now.parts.tableComposition;
  if (!isPresent(composition)) throw new Error("the bundled recording holds no table composition");
  const outcome: CheckOutcome = {
    ...observedAt(observation),
    full: true,
    signals: runChecks(observation, { full: true }),
    ...(whyRecording === undefined ? {} : { recording: bundledRecordingName }),
  };
  const table = firstSources(composition.value);
  const heading: AnalyzeHeading = {
    source: composition.source,
    takenAt: isoTime(composition.takenAtMs),
    remarks: composition.remarks ?? [],
  };
  const notice =
    whyRecording === undefined
      ? ""
      : `This machine cannot be shown: ${whyRecording}.\nWhat follows is the bundled recording "${bundledRecordingName}".`;
  terminal.setExitCode(exitCodes.ok.code);
  if (options.output === "json" || options.output === "yaml") {
    const value = {
      schemaVersion: 1,
      ...(whyRecording === undefined ? {} : { recording: bundledRecordingName, because: whyRecording }),
      check: checkResult(outcome),
      analyze: analyzeResult(heading, table),
    };
    terminal.write(await valueText(value, options.output));
    return;
  }
  const report = analyzeReport(heading, table, shownDimensions);
  if (options.output === "markdown") {
    const note = notice === "" ? [] : [{ kind: "paragraph" as const, text: notice }];
    terminal.write(await documentText([...note, ...checkDocument(outcome), ...report], "markdown"));
    return;
  }
  const checkLines = checkText(outcome, terminal.usesColour ? paintPrefix : undefined);
  const next = `${checkStatus(outcome.signals) === "ok" ? "" : "Look closer: ullage analyze --by source,endpoint · "}ullage --help says what else there is.\n`;
  terminal.write(
    `${notice === "" ? "" : `${notice}\n\n`}Node ${outcome.node}, ${isoTime(outcome.takenAtMs)}\n\n${checkLines}\n${await documentText(report, "text")}\n${next}`,
  );
}

/** A verdict adds up many small clients; a first look shows as many as of everything else. */
function firstSources(table: TableComposition): TableComposition {
  const { sources } = table.top;
  return { ...table, top: { ...table.top, sources: { ...sources, items: sources.items.slice(0, 20) } } };
}

/** Why this machine has nothing to show, in the words of the readings themselves. */
function reasonAgainst({ now }: Observation): string | undefined {
  const needed: readonly (Reading<unknown> | undefined)[] = [now.parts.tableUsage, now.parts.tableComposition];
  for (const reading of needed) if (reading !== undefined && reading.status !== "present") return reading.reason;
  return undefined;
}

const shownDimensions: readonly AnalyzeDimension[] = ["protocol", "state", "flag", "idle-age", "source", "port", "endpoint"];

const bundledRecordingName = "table-full-assured";
/** The same two levels up from `src/cli/commands` and from `dist/cli/commands`. */
const bundledRecording = fileURLToPath(new URL(`../../../fixtures/recordings/${bundledRecordingName}`, import.meta.url));
