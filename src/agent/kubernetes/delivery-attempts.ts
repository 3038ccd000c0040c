import type { DeliveryStatus } from "../../model/agent-status.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import type { ApiFailure } from "../../sources/kubernetes/api-failure.ts";
import { BackOff } from "../../sources/kubernetes/back-off.ts";

/** How the sending of one kind of thing goes, and when it is tried again. */
export class DeliveryAttempts {
  private readonly to: string;
  private readonly random: () => number;
  private readonly backOff: BackOff;
  private notBeforeMs = Number.NEGATIVE_INFINITY;
  private sent = 0;
  private failures = 0;
  private dropped = 0;
  private reason: string | undefined;

  constructor(to: string, random: () => number) {
    this.to = to;
    this.random = random;
    this.backOff = new BackOff(random);
  }

  /** By a clock that never jumps. */
  get nextMs(): number {
    return this.notBeforeMs;
  }

  succeeded(): void {
    this.sent++;
    this.reason = undefined;
    this.backOff.reset();
  }

  failed(failure: ApiFailure, nowMs: number, advice: string): void {
    this.failures++;
    this.reason = harmlessText(`${failure.message}${advice}`);
    // A permission is given by a person: a thousand agents need not ask for it every half minute.
    const waitMs = failure.kind === "forbidden" ? forbiddenMs * (1 + this.random()) : this.backOff.nextMs();
    this.notBeforeMs = nowMs + Math.max(waitMs, failure.retryAfterMs);
  }

  /** The server was out of reach before its turn came; when it is tried again is for whoever asked. */
  unreached(failure: ApiFailure): void {
    this.failures++;
    this.reason = harmlessText(failure.message);
  }

  gaveUp(count: number): void {
    this.dropped += count;
  }

  status(waiting: number): DeliveryStatus {
    const { to, sent, failures, dropped, reason } = this;
    return { to, sent, failures, waiting, dropped, ...(reason === undefined ? {} : { reason }) };
  }
}

const forbiddenMs = 150_000;

/** The server will never take it: what was asked for is gone, or is none of what it knows. */
export function isRefusedForGood({ kind }: ApiFailure): boolean {
  return kind === "absent" || kind === "invalid";
}
