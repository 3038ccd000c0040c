import type { Clock } from "../../platform/clock.ts";
import { errorText } from "../../platform/error-text.ts";
import type { Logger } from "../../platform/logger.ts";
import type { WorkRecord } from "./work-ledger.ts";

export interface RepeatWorkOptions {
  readonly record: WorkRecord;
  readonly clock: Clock;
  /** From the start of one run to that of the next; a function is asked after each run. */
  readonly intervalSeconds: number | (() => number);
  readonly timeoutSeconds: number;
  /** The part of the interval by which it varies to either side, so that the works of all nodes, and of one node, do not fall on one moment. */
  readonly jitter?: number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Asked before each pause; what it returns ends the pause when it resolves. */
  readonly hurry?: () => Promise<void>;
  /** Must give back what it holds when its signal is aborted; what it returns or throws after that goes nowhere. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/**
 * Runs a work again and again until the signal, the first time at once. Whatever a run throws, a bug as well, is recorded and logged and ends that run alone:
 * an agent that dies of one part would be blind for all the others, on every node that has what that part cannot take. A run that does not come back in
 * time is cut off, and the next one follows; those that never come back make the following ones rarer, so that what they hold grows ever more slowly.
 */
export async function repeatWork(options: RepeatWorkOptions): Promise<void> {
  const { record, clock, jitter = defaultJitter, signal } = options;
  const lost = { runs: 0 };
  while (!signal.aborted) {
    const startMs = clock.monotonicMs();
    await runOnce(options, startMs, lost);
    const intervalSeconds = typeof options.intervalSeconds === "number" ? options.intervalSeconds : options.intervalSeconds();
    if (typeof options.intervalSeconds !== "number") record.setInterval(intervalSeconds);
    const slowedSeconds = Math.max(
      intervalSeconds,
      Math.min(intervalSeconds * (1 + Math.max(0, lost.runs - lostWithoutHarm)), longestSlowedSeconds),
    );
    const varied = slowedSeconds * (1 + jitter * (2 * Math.random() - 1));
    await pause(varied - (clock.monotonicMs() - startMs) / 1000, signal, options.hurry?.());
  }
}

const defaultJitter = 0.1;
const lostWithoutHarm = 2;
const longestSlowedSeconds = 600;
/** At the end a run may still give back what it holds, and nobody waits longer for it. */
const graceMs = 1000;

async function runOnce({ record, clock, timeoutSeconds, logger, signal, run }: RepeatWorkOptions, startMs: number, lost: { runs: number }) {
  const seconds = () => Math.max((clock.monotonicMs() - startMs) / 1000, 0);
  const inner = new AbortController();
  const cut = Promise.withResolvers<"cut-off">();
  const timer = setTimeout(() => cut.resolve("cut-off"), timeoutSeconds * 1000);
  let graceTimer: NodeJS.Timeout | undefined;
  const interrupt = () => {
    inner.abort(signal.reason);
    graceTimer = setTimeout(() => cut.resolve("cut-off"), graceMs);
  };
  signal.addEventListener("abort", interrupt, { once: true });
  const outcome: Promise<Outcome> = startedRun(run, inner.signal).then(
    () => "succeeded",
    (error: unknown) => ({ error }),
  );
  const ended = await Promise.race([outcome, cut.promise]);
  clearTimeout(timer);
  clearTimeout(graceTimer);
  signal.removeEventListener("abort", interrupt);
  if (signal.aborted) return;
  if (ended === "succeeded") {
    record.succeeded(seconds());
  } else if (ended === "cut-off") {
    const reason = `cut off after ${timeoutSeconds} s`;
    inner.abort(new Error(reason));
    lost.runs++;
    void outcome.then(() => lost.runs--);
    record.failed(reason, seconds(), { isCutOff: true });
    logger.warn(`the work ${record.work} did not come back in time`, { because: reason });
  } else {
    const { error } = ended;
    const because = errorText(error);
    record.failed(because, seconds());
    if (isExpected(error)) logger.warn(`the work ${record.work} failed`, { because });
    else logger.error(`the work ${record.work} failed by a bug`, { because, stack: error instanceof Error ? error.stack : undefined });
  }
}

type Outcome = "succeeded" | { readonly error: unknown };

/** What is thrown before the first wait is a failure of the run like any other. */
async function startedRun(run: RepeatWorkOptions["run"], signal: AbortSignal): Promise<void> {
  await run(signal);
}

/** What the system refuses has a code; what a source or a part says of itself is an error with a class of its own. */
function isExpected(error: unknown): boolean {
  return error instanceof Error && !bugs.has(error.constructor);
}

const bugs: ReadonlySet<unknown> = new Set([TypeError, RangeError, ReferenceError, SyntaxError]);

/** By hand, since a signal made of others for each pause of a program that runs for months would be kept by those that last. */
async function pause(seconds: number, signal: AbortSignal, hurry: Promise<void> | undefined): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  // Even a work that takes longer than its interval lets others have their turn.
  const timer = setTimeout(resolve, Math.max(seconds * 1000, 1));
  const end = () => resolve();
  signal.addEventListener("abort", end, { once: true });
  void hurry?.then(end);
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", end);
}
