import { checks } from "../checks/index.ts";
import { type CheckStatus, checkStatus } from "../checks/run-checks.ts";
import { isoTime } from "../model/iso-time.ts";
import type { Observation } from "../model/observation.ts";
import { type Signal, type SignalLevel, signalLevelRank } from "../model/signal.ts";
import type { Document } from "./document.ts";
import { harmlessText } from "./harmless-text.ts";

/** What one run of the checks found. */
export interface CheckOutcome {
  readonly node: string;
  readonly takenAtMs: number;
  /** 0 with one sample. */
  readonly windowSeconds: number;
  /** Whether the checks that walk the table were asked for. */
  readonly full: boolean;
  readonly signals: readonly Signal[];
  /** Where a saved node was read from; a live one has none. */
  readonly recording?: string;
}

/** Of what and when an observation speaks. */
export function observedAt({ earlier, now }: Observation): Pick<CheckOutcome, "node" | "takenAtMs" | "windowSeconds"> {
  const windowSeconds = earlier === undefined ? 0 : Math.max(0, Math.round(now.monotonicMs - earlier.monotonicMs) / 1000);
  return { node: now.node, takenAtMs: now.takenAtMs, windowSeconds };
}

/** The answer as data; `src/contract/check-result.ts` is its schema. */
export interface CheckResult {
  readonly schemaVersion: 1;
  readonly node: string;
  readonly status: CheckStatus;
  readonly takenAt: string;
  readonly windowSeconds: number;
  readonly signals: readonly CheckResultSignal[];
  readonly notEvaluated: number;
  /** Where a saved node was read from; a live one has none. */
  readonly recording?: string;
}

export interface CheckResultSignal {
  readonly id: string;
  readonly subject?: string;
  readonly level: SignalLevel;
  readonly line: string;
  readonly value: number | null;
  readonly limit: number | null;
  readonly source: string;
  readonly takenAt: string;
  readonly remarks?: readonly string[];
}

export function checkResult({ node, takenAtMs, windowSeconds, signals, recording }: CheckOutcome): CheckResult {
  return {
    schemaVersion: 1,
    node: harmlessText(node),
    status: checkStatus(signals),
    takenAt: isoTime(takenAtMs),
    windowSeconds,
    signals: signals.map((signal) => ({
      id: signal.id,
      ...(signal.subject === undefined ? {} : { subject: harmlessText(signal.subject) }),
      level: signal.level,
      line: harmlessText(signal.line),
      value: signal.value ?? null,
      limit: signal.limit ?? null,
      source: harmlessText(signal.source),
      takenAt: isoTime(signal.takenAtMs),
      ...(signal.remarks === undefined ? {} : { remarks: signal.remarks.map(harmlessText) }),
    })),
    notEvaluated: signals.filter(({ level }) => level === "not-evaluated").length,
    ...(recording === undefined ? {} : { recording: harmlessText(recording) }),
  };
}

/** One line a signal, then the remarks of readings that were partial, then the sum. */
export function checkText(outcome: CheckOutcome, paintPrefix: PaintPrefix = (prefix) => prefix): string {
  const lines = shownSignals(outcome).map(({ level, line }) => {
    const { prefix, text } = splitPrefix(harmlessText(line));
    return `${paintPrefix(prefix, level)} ${text}`;
  });
  const remarks = remarksOf(outcome).map((remark) => `${paintPrefix("[INFO]", "not-evaluated")} Read in part: ${remark}`);
  return `${[...lines, ...remarks, checkSummary(outcome)].join("\n")}\n`;
}

/** Colours the `[OK]`; a face without colour returns it as it is. */
export type PaintPrefix = (prefix: string, level: SignalLevel) => string;

export function checkDocument(outcome: CheckOutcome): Document {
  const rows = shownSignals(outcome).map(({ level, line, source }) => [level, splitPrefix(harmlessText(line)).text, harmlessText(source)]);
  const remarks = remarksOf(outcome);
  return [
    { kind: "title", text: `ullage check: ${harmlessText(outcome.node)}, ${checkStatus(outcome.signals)}` },
    { kind: "paragraph", text: `${isoTime(outcome.takenAtMs)}: ${checkSummary(outcome)}` },
    {
      kind: "table",
      columns: [
        { title: "level", align: "left" },
        { title: "signal", align: "left" },
        { title: "source", align: "left" },
      ],
      rows,
    },
    ...(remarks.length === 0 ? [] : [{ kind: "list", items: remarks.map((remark) => `Read in part: ${remark}`) } as const]),
  ];
}

/** `3 ok, 1 warning, 2 not evaluated (--full walks the table)`. */
export function checkSummary({ node, takenAtMs, signals, full, windowSeconds, recording }: CheckOutcome): string {
  const ask = [
    ...(!full && signals.some(isOfThoroughCheck) ? ["--full walks the table"] : []),
    ...(windowSeconds === 0 && signals.some(lacksSecondSample) ? ["--window compares two samples"] : []),
  ];
  const counts = (["ok", "notice", "warning", "issue", "not-evaluated"] as const).flatMap((level) => {
    const count = signals.filter((signal) => signal.level === level).length;
    if (count === 0) return [];
    if (level === "not-evaluated") return [`${count} not evaluated${ask.length === 0 ? "" : ` (${ask.join("; ")})`}`];
    return [`${count} ${level}${count === 1 || level === "ok" ? "" : "s"}`];
  });
  const replayed = recording === undefined ? "" : `; recording ${recording} of ${node}, taken ${isoTime(takenAtMs)}`;
  return harmlessText(`${counts.join(", ")}${replayed}`);
}

/** node-problem-detector shows the first 80 bytes of a plugin's output and takes one line. */
export function checkNpdLine({ signals }: CheckOutcome): string {
  const status = checkStatus(signals);
  const usage = signals.find(({ id }) => id === "usage");
  const issues = signals.filter(({ level }) => level === "issue");
  const worst = signals.toSorted((a, b) => signalLevelRank[b.level] - signalLevelRank[a.level])[0];
  const shown = (status === "issue" ? issues[0] : usage) ?? worst;
  const more = status === "issue" && issues.length > 1 ? ` (+${issues.length - 1} more)` : "";
  const line = harmlessText(shown?.line ?? "[INFO] no check was made").replace(/[^ -~]/g, "?");
  const room = npdLineLength - more.length;
  return (line.length <= room ? line : `${line.slice(0, room - 3)}...`) + more;
}

const npdLineLength = 80;

/** Checks that nobody asked for are counted in the sum and take no line each. */
function shownSignals({ signals, full }: CheckOutcome): readonly Signal[] {
  return full ? signals : signals.filter((signal) => !isOfThoroughCheck(signal));
}

function remarksOf(outcome: CheckOutcome): readonly string[] {
  return [...new Set(outcome.signals.flatMap(({ remarks }) => remarks ?? []))].map(harmlessText);
}

const thoroughIds: ReadonlySet<string> = new Set(checks.filter(({ cost }) => cost !== "cheap").map(({ id }) => id));
const increaseIds: ReadonlySet<string> = new Set(checks.filter(({ judges }) => judges === "increase").map(({ id }) => id));

function isOfThoroughCheck({ id }: Signal): boolean {
  return thoroughIds.has(id);
}

/** A reading that is missing would be missing in a second sample as well. */
function lacksSecondSample({ id, level, line }: Signal): boolean {
  return level === "not-evaluated" && increaseIds.has(id) && line.includes("one sample");
}

function splitPrefix(line: string): { readonly prefix: string; readonly text: string } {
  const at = line.indexOf("] ") + 1;
  return { prefix: line.slice(0, at), text: line.slice(at + 1) };
}
