import type { WorkStatus } from "../../model/agent-status.ts";
import type { Clock } from "../../platform/clock.ts";
import { harmlessText } from "../../report/harmless-text.ts";

/** What one work tells the ledger of its runs. */
export interface WorkRecord {
  readonly work: string;
  succeeded(seconds: number): void;
  failed(reason: string, seconds: number, options?: { readonly isCutOff?: boolean }): void;
  /** Of a work whose interval follows what it costs. */
  setInterval(seconds: number): void;
}

/** How everything that the agent does again and again goes: the agent's own state of health, which no part of it may keep to itself. */
export class WorkLedger {
  private readonly clock: Clock;
  private readonly accounts = new Map<string, Account>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Two works of one name would hide each other's failures, so that a second one is a bug. */
  add(work: string, intervalSeconds: number): WorkRecord {
    if (this.accounts.has(work)) throw new Error(`there is a work named ${work} already`);
    const { clock } = this;
    const account: Account = { intervalSeconds, sinceMs: clock.monotonicMs(), runs: 0, failures: 0, cutOffs: 0, secondsInAll: 0 };
    this.accounts.set(work, account);
    const ended = (seconds: number) => {
      account.runs++;
      account.secondsInAll += seconds;
      account.lastSeconds = seconds;
    };
    return {
      work,
      succeeded: (seconds) => {
        ended(seconds);
        account.lastSuccessMonotonicMs = clock.monotonicMs();
        account.reason = undefined;
      },
      failed: (reason, seconds, { isCutOff = false } = {}) => {
        ended(seconds);
        account.failures++;
        if (isCutOff) account.cutOffs++;
        account.reason = harmlessText(reason);
      },
      setInterval: (seconds) => {
        account.intervalSeconds = seconds;
      },
    };
  }

  list(): readonly WorkStatus[] {
    const nowMs = this.clock.monotonicMs();
    return Array.from(this.accounts, ([work, account]) => {
      const { intervalSeconds, runs, failures, cutOffs, secondsInAll, lastSeconds, lastSuccessMonotonicMs, reason, sinceMs } = account;
      return {
        ...{ work, intervalSeconds, runs, failures, cutOffs, secondsInAll },
        ...(lastSeconds === undefined ? {} : { lastSeconds }),
        ...(lastSuccessMonotonicMs === undefined ? {} : { lastSuccessMonotonicMs }),
        isStale:
          nowMs - (lastSuccessMonotonicMs ?? sinceMs) > staleAfterIntervals * 1000 * Math.max(intervalSeconds, shortestIntervalSeconds),
        ...(reason === undefined ? {} : { reason }),
      };
    });
  }
}

interface Account {
  intervalSeconds: number;
  /** When it was added: what never succeeded is as old as that. */
  readonly sinceMs: number;
  runs: number;
  failures: number;
  cutOffs: number;
  secondsInAll: number;
  lastSeconds?: number;
  lastSuccessMonotonicMs?: number;
  reason?: string | undefined;
}

const staleAfterIntervals = 3;
/** A work of every second is late by as much as a walk or a burst of others keeps the thread: that is no blindness. */
const shortestIntervalSeconds = 2;
