import { setTimeout as sleep } from "node:timers/promises";
import type { MetricFamily } from "../../metrics/metric-family.ts";
import type { DeliveryStatus } from "../../model/agent-status.ts";
import { type Clock, systemClock } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { type RepeatWorkOptions, repeatWork } from "../works/repeat-work.ts";
import type { WorkLedger } from "../works/work-ledger.ts";
import { type CapturedFamilies, PushBacklog } from "./push-backlog.ts";
import { pushEndpoint } from "./push-endpoint.ts";

export interface PushOptions {
  /** Of an OTLP receiver over HTTP: `http://collector:4318`, or the whole path where it is not `/v1/metrics`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly intervalSeconds: number;
  /** Asked once an interval: what could not be sent is kept, so that a receiver hears afterwards how the node fared meanwhile. */
  readonly families: () => readonly MetricFamily[];
  /** What the metrics are of, by OpenTelemetry's names: `service.instance.id`, `k8s.node.name`. */
  readonly resource: Readonly<Record<string, string>>;
  readonly ledger: WorkLedger;
  readonly logger: Logger;
  readonly clock?: Clock;
}

export interface Push {
  delivery(): DeliveryStatus;
  close(): Promise<void>;
}

/**
 * Sends the agent's metrics to where nobody scrapes. OpenTelemetry is loaded here and nowhere else: it takes 23 MB. One
 * attempt at a time, one connection that stays open, so that it goes on through a full table; a receiver that is dead costs one attempt in a minute.
 */
export async function openPush(options: PushOptions): Promise<Push> {
  const { headers, intervalSeconds, families, resource, ledger, logger, clock = systemClock } = options;
  const url = pushEndpoint(options.endpoint);
  if (url === undefined) throw new Error(`${JSON.stringify(options.endpoint)} is no address of an OTLP receiver over HTTP`);
  const { OtlpSender } = await import("./otlp-sender.ts");
  const timeoutSeconds = Math.min(longestAttemptSeconds, intervalSeconds);
  const sender = new OtlpSender({ url, headers, timeoutSeconds, resource, logger });
  const backlog = new PushBacklog({ families, clock, intervalSeconds });
  const tally: Tally = { sent: 0, failures: 0, failuresInRow: 0 };
  const closing = new AbortController();
  const record = ledger.add(destination, intervalSeconds);
  const work = {
    record,
    ...{ clock, logger, signal: closing.signal },
    intervalSeconds: () => pauseSeconds(intervalSeconds, tally.failuresInRow),
    // The exporter tries again within its own time and watches sockets for silence alone: neither a connection that nobody accepts nor an answer that comes
    // byte by byte ends by that.
    timeoutSeconds: 2 * timeoutSeconds,
    run: async (signal: AbortSignal) => {
      backlog.capture();
      try {
        await sendAll(backlog, (captured) => sender.send(captured, signal), tally);
      } catch (error) {
        if (!closing.signal.aborted) countFailure(tally, error);
        throw error;
      }
    },
  } satisfies RepeatWorkOptions;
  const ended = repeatLater(work, Math.min(longestFirstPauseSeconds, intervalSeconds));
  // After a failure attempts are rarer than intervals.
  const capturing = setInterval(() => tally.failuresInRow > 0 && backlog.capture(), intervalSeconds * 1000);
  return {
    delivery: () => statusOf(tally, backlog),
    async close() {
      clearInterval(capturing);
      closing.abort(new Error("the agent ends"));
      await ended;
      sender.close();
    },
  };
}

const destination = "otlp";
const longestAttemptSeconds = 10;
const longestFirstPauseSeconds = 5;
/** A table that was full for some minutes is to be told of soon after. */
const longestPauseSeconds = 60;
const longestReason = 300;

/** An agent that has just begun has nothing to say, and those of all nodes begin together where a DaemonSet is rolled out. */
async function repeatLater(work: RepeatWorkOptions, upToSeconds: number): Promise<void> {
  await sleep(upToSeconds * (0.2 + 0.8 * Math.random()) * 1000, undefined, { signal: work.signal }).catch(() => {});
  await repeatWork(work);
}

/** Oldest first, until nothing is left or one is not taken. What a receiver will never take holds up nothing behind it. */
async function sendAll(backlog: PushBacklog, send: (captured: CapturedFamilies) => Promise<void>, tally: Tally): Promise<void> {
  for (let captured = backlog.oldest(); captured !== undefined; captured = backlog.oldest()) {
    try {
      await send(captured);
    } catch (error) {
      if (isRefusedForEver(error)) backlog.drop(captured);
      throw error;
    }
    backlog.remove(captured);
    countSent(tally);
  }
}

/** The exporter gives its errors the status of the answer. */
function isRefusedForEver(error: unknown): boolean {
  const status = error instanceof Error && "code" in error ? error.code : undefined;
  return status === 400 || status === 413 || status === 415 || status === 422;
}

interface Tally {
  sent: number;
  failures: number;
  failuresInRow: number;
  reason?: string;
}

function countSent(tally: Tally): void {
  tally.sent++;
  tally.failuresInRow = 0;
  delete tally.reason;
}

function countFailure(tally: Tally, error: unknown): void {
  tally.failures++;
  tally.failuresInRow++;
  tally.reason = reasonOf(error);
}

function statusOf({ sent, failures, failuresInRow, reason }: Tally, { size, dropped }: PushBacklog): DeliveryStatus {
  // What is under way for the first time does not wait.
  return { to: destination, sent, failures, dropped, waiting: failuresInRow > 0 ? size : 0, ...(reason === undefined ? {} : { reason }) };
}

/** Twice as long after each failure, for as long as that helps. */
function pauseSeconds(intervalSeconds: number, failuresInRow: number): number {
  const longest = Math.max(intervalSeconds, longestPauseSeconds);
  return Math.min(intervalSeconds * 2 ** Math.max(0, failuresInRow - 1), longest);
}

/** Where all addresses of a name refuse, the error has a code and no message. */
function reasonOf(error: unknown): string {
  const { message = "", code }: { readonly message?: string; readonly code?: unknown } =
    error instanceof Error ? error : { message: String(error) };
  const words = [message === "" ? "the receiver could not be reached" : message, ...(code === undefined ? [] : [`(${String(code)})`])];
  return harmlessText(words.join(" ").slice(0, longestReason));
}
