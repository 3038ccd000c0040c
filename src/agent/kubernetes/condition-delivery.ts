import type { DeliveryStatus } from "../../model/agent-status.ts";
import { isoTime } from "../../model/iso-time.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { ApiFailure } from "../../sources/kubernetes/api-failure.ts";
import type { KubernetesApi } from "../../sources/kubernetes/kubernetes-api.ts";
import type { OwnNode } from "../../wire/kubernetes/decode-own-node.ts";
import { DeliveryAttempts, isRefusedForGood } from "./delivery-attempts.ts";
import { DampedPressure, type Pressure } from "./pressure.ts";
import { withinBytes } from "./within-bytes.ts";

export const pressureCondition = "ConntrackPressure";

export interface ConditionDeliveryOptions {
  readonly api: KubernetesApi;
  readonly node: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
}

/**
 * Keeps the condition ConntrackPressure of the own Node as node-problem-detector keeps its own: a strategic merge of the status, at once when it changes, and every
 * five minutes so that its age can be seen.
 */
export class ConditionDelivery {
  private readonly options: ConditionDeliveryOptions;
  private readonly damped = new DampedPressure();
  private readonly attempts: DeliveryAttempts;
  private readonly heartbeatMs: number;
  private wanted: (Pressure & { readonly sinceMs: number }) | undefined;
  private sent: Pressure | undefined;
  private sentAtMs = Number.NEGATIVE_INFINITY;
  private isOnNode = false;
  /** As an agent before this one left it. */
  private left: OwnNode["condition"];

  constructor(options: ConditionDeliveryOptions) {
    this.options = options;
    this.attempts = new DeliveryAttempts("node-condition", options.random);
    // The heartbeats of a thousand nodes do not fall together.
    this.heartbeatMs = heartbeatEveryMs * (0.9 + 0.2 * options.random());
  }

  look(pressure: Pressure): void {
    const { clock } = this.options;
    const said = this.damped.look(pressure, clock.monotonicMs());
    const before = this.wanted ?? this.left;
    const sinceMs = (before?.status === said.status ? before.sinceMs : undefined) ?? clock.nowMs();
    this.wanted = { ...said, sinceMs };
  }

  /** What an agent before this one left: the same status goes on since when it did then. */
  learn({ condition }: OwnNode): void {
    if (condition === undefined || this.sent !== undefined) return;
    this.isOnNode = true;
    this.left = condition;
    const { status, sinceMs } = condition;
    if (this.wanted?.status === status && sinceMs !== undefined) this.wanted = { ...this.wanted, sinceMs };
  }

  nextDueMs(): number {
    const { wanted, sent, sentAtMs } = this;
    if (wanted === undefined) return Number.POSITIVE_INFINITY;
    const isOther = wanted.status !== sent?.status;
    const isReworded = wanted.reason !== sent?.reason || wanted.message !== sent.message;
    const dueMs = isOther ? Number.NEGATIVE_INFINITY : sentAtMs + (isReworded ? rewordEveryMs : this.heartbeatMs);
    return Math.max(dueMs, this.attempts.nextMs);
  }

  status(): DeliveryStatus {
    return this.attempts.status(this.wanted !== undefined && this.wanted.status !== this.sent?.status ? 1 : 0);
  }

  /** Nothing could be asked of the server: what waits has failed once more. */
  unreached(failure: ApiFailure): void {
    if (this.status().waiting > 0) this.attempts.unreached(failure);
  }

  /** Whether the server answered; throws what has to do with the whole server. */
  async send(signal: AbortSignal): Promise<boolean> {
    const { clock } = this.options;
    const { wanted } = this;
    if (wanted === undefined || this.nextDueMs() > clock.monotonicMs()) return false;
    const { status, reason, message, sinceMs } = wanted;
    const condition = {
      ...{ type: pressureCondition, status, reason },
      message: withinBytes(harmlessText(message), maximumMessageBytes),
      lastHeartbeatTime: time(clock.nowMs()),
      lastTransitionTime: time(sinceMs),
    };
    return this.patch(
      condition,
      () => {
        this.sent = wanted;
        this.sentAtMs = clock.monotonicMs();
        this.isOnNode = true;
      },
      signal,
    );
  }

  /** Takes the condition away: what nobody keeps up would stay as it is for good. */
  async remove(signal: AbortSignal): Promise<void> {
    if (!this.isOnNode) return;
    await this.patch(
      { $patch: "delete", type: pressureCondition },
      () => {
        this.isOnNode = false;
      },
      signal,
    );
  }

  private async patch(condition: object, onDone: () => void, signal: AbortSignal): Promise<boolean> {
    const { api, node, clock, logger } = this.options;
    const path = `/api/v1/nodes/${encodeURIComponent(node)}/status`;
    try {
      await api.patch({ path, kind: "strategic", body: { status: { conditions: [condition] } } }, signal);
      onDone();
      this.attempts.succeeded();
    } catch (error) {
      if (!(error instanceof ApiFailure) || signal.aborted) throw error;
      const advice = error.kind === "forbidden" ? `; ${adviceFor(error)}` : "";
      this.attempts.failed(error, clock.monotonicMs(), advice);
      // Of a whole server it is said once, by whoever goes on asking it.
      if (error.isOfWholeServer) throw error;
      logger.warn("the node's condition could not be written", { because: `${error.message}${advice}` });
      if (isRefusedForGood(error)) {
        // The same is not asked for again; the next heartbeat asks whether the Node is there by then.
        this.attempts.gaveUp(1);
        this.sent = this.wanted;
        this.sentAtMs = clock.monotonicMs();
      }
    }
    return true;
  }
}

/** As node-problem-detector and kubelet report a status that does not change. */
const heartbeatEveryMs = 300_000;
/** Figures in the message change all the time. */
const rewordEveryMs = 60_000;
const maximumMessageBytes = 1024;

/** metav1.Time has whole seconds. */
function time(atMs: number): string {
  return isoTime(atMs).replace(/\.\d+Z$/, "Z");
}

function adviceFor({ message }: ApiFailure): string {
  return message.includes("ValidatingAdmissionPolicy")
    ? "a policy of the cluster lets this agent write only the condition ConntrackPressure of the node that its token is bound to: check that NODE_NAME is from spec.nodeName, and that the API server is 1.30 or later"
    : "needed: a ClusterRole with the verb patch for nodes/status";
}
