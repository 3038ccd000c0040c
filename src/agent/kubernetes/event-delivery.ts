import type { DeliveryStatus } from "../../model/agent-status.ts";
import { durationText } from "../../model/duration-text.ts";
import { isoTime } from "../../model/iso-time.ts";
import { stableId } from "../../model/stable-id.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import { ApiFailure } from "../../sources/kubernetes/api-failure.ts";
import type { KubernetesApi } from "../../sources/kubernetes/kubernetes-api.ts";
import type { ClusterEvent } from "./cluster-event.ts";
import { DeliveryAttempts, isRefusedForGood } from "./delivery-attempts.ts";
import { EventQueue, type ToldEvent } from "./event-queue.ts";
import { withinBytes } from "./within-bytes.ts";

export interface EventDeliveryOptions {
  readonly api: KubernetesApi;
  readonly node: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
}

/** Events about the own Node (events.k8s.io/v1), one request after the other, in a bounded pace. */
export class EventDelivery {
  private readonly options: EventDeliveryOptions;
  private readonly queue = new EventQueue();
  private readonly attempts: DeliveryAttempts;
  private tokens = burst;
  private tokensAtMs: number;

  constructor(options: EventDeliveryOptions) {
    this.options = options;
    this.attempts = new DeliveryAttempts("kubernetes-events", options.random);
    this.tokensAtMs = options.clock.monotonicMs();
  }

  add(event: ClusterEvent): void {
    const dropped = this.queue.add(event);
    this.attempts.gaveUp(dropped);
    if (dropped > 0) this.options.logger.warn("more Kubernetes Events wait than are kept, the oldest are given up", { dropped });
  }

  /** By a clock that never jumps; infinite where there is nothing to send. */
  nextDueMs(): number {
    const untilToken = this.tokensNow() >= 1 ? Number.NEGATIVE_INFINITY : this.tokensAtMs + (1 - this.tokens) * tokenEveryMs;
    return Math.max(this.queue.nextDueMs(), this.attempts.nextMs, untilToken);
  }

  status(): DeliveryStatus {
    return this.attempts.status(this.queue.size);
  }

  /** Nothing could be asked of the server: what waits has failed once more. */
  unreached(failure: ApiFailure): void {
    if (this.queue.size > 0) this.attempts.unreached(failure);
  }

  /** Sends what is due, and throws what has to do with the whole server. */
  async send(nodeUid: string | undefined, signal: AbortSignal): Promise<boolean> {
    const { clock } = this.options;
    let wasAnswered = false;
    while (!signal.aborted && this.nextDueMs() <= clock.monotonicMs()) {
      const told = this.queue.next(clock.monotonicMs());
      if (told === undefined) break;
      try {
        await this.sendOne(told, nodeUid, signal);
      } catch (error) {
        if (!(error instanceof ApiFailure) || signal.aborted) throw error;
        this.note(error, told);
        // What nobody answered has cost the server nothing, and is held back by the pauses between attempts.
        if (error.isOfWholeServer) throw error;
      }
      wasAnswered = true;
      this.tokens = this.tokensNow() - 1;
      this.tokensAtMs = clock.monotonicMs();
    }
    return wasAnswered;
  }

  private async sendOne(told: ToldEvent, nodeUid: string | undefined, signal: AbortSignal): Promise<void> {
    const { count } = told;
    if (told.toldCount === 0) await this.create(told, nodeUid, signal);
    else await this.countOn(told, count, signal);
    this.queue.wasTold(told, count, this.options.clock.monotonicMs());
    this.attempts.succeeded();
  }

  private async create(told: ToldEvent, nodeUid: string | undefined, signal: AbortSignal): Promise<void> {
    const { event, count } = told;
    const { wasTried } = told;
    told.wasTried = true;
    const body = { ...this.bodyOf(event, nodeUid), ...(count < 2 ? {} : seriesOf(told, count)) };
    try {
      await this.options.api.create({ path: eventsPath, body }, signal);
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.kind !== "conflict") throw error;
      // Either it was taken before and the answer was lost, or an agent that ran here within this hour has told the same: then it goes on.
      if (!wasTried) await this.countOn(told, Math.max(count, 2), signal);
    }
  }

  private async countOn(told: ToldEvent, count: number, signal: AbortSignal): Promise<void> {
    await this.options.api.patch({ path: `${eventsPath}/${this.nameOf(told.event)}`, kind: "merge", body: seriesOf(told, count) }, signal);
  }

  private note(failure: ApiFailure, told: ToldEvent): void {
    const { clock, logger } = this.options;
    if (isRefusedForGood(failure)) {
      // An Event that was deleted or has expired is begun anew the next time.
      this.queue.forget(told);
      this.attempts.gaveUp(1);
    }
    const advice = failure.kind === "forbidden" ? `; ${adviceFor(failure)}` : "";
    this.attempts.failed(failure, clock.monotonicMs(), advice);
    // Of a whole server it is said once, by whoever goes on asking it.
    if (!failure.isOfWholeServer) logger.warn("a Kubernetes Event could not be sent", { because: `${failure.message}${advice}` });
  }

  private bodyOf(event: ClusterEvent, nodeUid: string | undefined): object {
    const { node, clock } = this.options;
    const lateSeconds = (clock.nowMs() - event.atMs) / 1000;
    const late = lateSeconds < tellsAgeSeconds ? "" : ` (Told ${durationText(lateSeconds)} later: it could not be sent before.)`;
    return {
      apiVersion: "events.k8s.io/v1",
      kind: "Event",
      metadata: { name: this.nameOf(event), namespace },
      eventTime: microTime(event.atMs),
      reportingController: "ullage-agent",
      // Longer names of nodes are none of a host's.
      reportingInstance: withinBytes(node, 128),
      action: "Diagnose",
      ...{ reason: event.reason, type: event.type },
      // kubelet uses the name where the uid is asked for, and `kubectl describe node` looks for both.
      regarding: { apiVersion: "v1", kind: "Node", name: node, uid: nodeUid ?? node },
      ...(event.pod === undefined ? {} : { related: { apiVersion: "v1", kind: "Pod", ...event.pod } }),
      note: withinBytes(`${event.note}${late}`, maximumNoteBytes),
    };
  }

  /** The same at each attempt, and for every agent that says the same within an hour: one that is started again and again does not make an Event each time. */
  private nameOf({ identity, atMs }: ClusterEvent): string {
    const { node } = this.options;
    const start = node.slice(0, 200).replace(/[^a-z0-9]+$/, "");
    return `${start}.${stableId(node, identity, String(Math.floor(atMs / hourMs)))}`;
  }

  private tokensNow(): number {
    return Math.min(burst, this.tokens + (this.options.clock.monotonicMs() - this.tokensAtMs) / tokenEveryMs);
  }
}

/** Where `kubectl get events` looks. Events about Nodes the API takes there and in kube-system alone (validateEvent in pkg/apis/core/validation/events.go). */
const namespace = "default";
const eventsPath = `/apis/events.k8s.io/v1/namespaces/${namespace}/events`;
/** What a storm of stories may cost the API server: ten requests at once, and one a minute from then on. */
const burst = 10;
const tokenEveryMs = 60_000;
const tellsAgeSeconds = 60;
const hourMs = 3_600_000;
/** NoteLengthLimit of pkg/apis/core/validation/events.go, in bytes. */
const maximumNoteBytes = 1024;

function seriesOf({ lastSeenMs }: ToldEvent, count: number): object {
  return { series: { count, lastObservedTime: microTime(lastSeenMs) } };
}

/** metav1.MicroTime takes six digits of a second and no fewer. */
function microTime(atMs: number): string {
  return isoTime(atMs).replace("Z", "000Z");
}

function adviceFor({ message }: ApiFailure): string {
  return message.includes("ValidatingAdmissionPolicy")
    ? "a policy of the cluster lets this agent write only of the node that its token is bound to: check that NODE_NAME is from spec.nodeName, and that the API server is 1.30 or later"
    : `needed: a Role in the namespace ${namespace} with the verbs create and patch for events of the API group "events.k8s.io"`;
}
