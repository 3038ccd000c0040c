import type { AgentStatus, DeliveryStatus } from "../../model/agent-status.ts";
import type { Clock } from "../../platform/clock.ts";
import { errorText } from "../../platform/error-text.ts";
import type { Logger } from "../../platform/logger.ts";
import { ApiFailure } from "../../sources/kubernetes/api-failure.ts";
import { BackOff } from "../../sources/kubernetes/back-off.ts";
import type { KubernetesApi } from "../../sources/kubernetes/kubernetes-api.ts";
import { type Pace, systemPace } from "../../sources/kubernetes/pace.ts";
import { decodeOwnNode, type OwnNode } from "../../wire/kubernetes/decode-own-node.ts";
import type { WorkLedger, WorkRecord } from "../works/work-ledger.ts";
import { ConditionDelivery, pressureCondition } from "./condition-delivery.ts";
import { EventDelivery } from "./event-delivery.ts";
import { pressureOf, unknownPressure } from "./pressure.ts";
import { VerdictStories } from "./verdict-stories.ts";

export interface ClusterReporterOptions {
  readonly api: KubernetesApi;
  /** As the cluster calls it. */
  readonly node: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ledger: Pick<WorkLedger, "add">;
  readonly events: boolean;
  readonly condition: boolean;
  readonly pace?: Pick<Pace, "random" | "wait">;
}

/**
 * Tells the cluster what the node suffers: Events, and a node condition where that is wanted. It all goes over one connection that is kept warm by a small request
 * now and then, because a full table lets no other one through; what cannot be sent waits.
 */
export class ClusterReporter {
  private readonly options: ClusterReporterOptions;
  private readonly pace: Pick<Pace, "random" | "wait">;
  private readonly stop = new AbortController();
  /** What is under way may end by itself: a request that is broken off takes its connection along. */
  private readonly cutOff = new AbortController();
  private readonly record: WorkRecord;
  private readonly stories = new VerdictStories();
  private readonly events: EventDelivery | undefined;
  private readonly condition: ConditionDelivery | undefined;
  private readonly backOff: BackOff;
  private readonly running: Promise<void>;
  private ownNode: OwnNode | undefined;
  private ownNodeDueMs = Number.NEGATIVE_INFINITY;
  private warmDueMs = Number.NEGATIVE_INFINITY;
  private notBeforeMs = Number.NEGATIVE_INFINITY;
  private lastLookMs: number;
  private lastJudgementMs = Number.NEGATIVE_INFINITY;
  private wake: () => void = () => {};

  constructor(options: ClusterReporterOptions) {
    const { api, node, clock, logger, ledger, events, condition, pace = systemPace } = options;
    this.options = options;
    this.pace = pace;
    this.backOff = new BackOff(() => pace.random());
    this.record = ledger.add("cluster", warmEveryMs / 1000);
    this.lastLookMs = clock.monotonicMs();
    const random = () => pace.random();
    if (events) this.events = new EventDelivery({ api, node, clock, random, logger });
    if (condition) this.condition = new ConditionDelivery({ api, node, clock, random, logger });
    this.running = this.run();
  }

  /** After every judgement. */
  look({ judgement }: AgentStatus): void {
    if (judgement === undefined || judgement.atMonotonicMs === this.lastJudgementMs) return;
    const { clock } = this.options;
    this.lastJudgementMs = judgement.atMonotonicMs;
    this.lastLookMs = clock.monotonicMs();
    const { diagnosis } = judgement;
    if (this.events !== undefined)
      for (const event of this.stories.look(diagnosis, { atMs: diagnosis.takenAtMs, monotonicMs: judgement.atMonotonicMs }))
        this.events.add(event);
    this.condition?.look(pressureOf(diagnosis));
    this.wake();
  }

  delivery(): readonly DeliveryStatus[] {
    return [this.events, this.condition].flatMap((delivery) => (delivery === undefined ? [] : [delivery.status()]));
  }

  /** Takes the condition away, and tells what still waits, as far as the server answers within seconds. */
  async close(): Promise<void> {
    if (this.stop.signal.aborted) return;
    this.stop.abort();
    this.wake();
    const timer = setTimeout(() => this.cutOff.abort(), closeWithinMs);
    const { signal } = this.cutOff;
    try {
      await this.running;
      if (!signal.aborted) await this.condition?.remove(signal);
      if (!signal.aborted) await this.events?.send(this.ownNode?.uid, signal);
    } catch (error) {
      if (!(error instanceof ApiFailure) && !signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private async run(): Promise<void> {
    const { clock } = this.options;
    const { signal } = this.stop;
    while (!signal.aborted) {
      const restMs = this.nextDueMs() - clock.monotonicMs();
      if (restMs <= 0) await this.turn(this.cutOff.signal);
      else {
        const woken = new AbortController();
        this.wake = () => woken.abort();
        await this.pace.wait(restMs, woken.signal);
      }
    }
  }

  private nextDueMs(): number {
    const dueMs = Math.min(this.warmDueMs, this.events?.nextDueMs() ?? noTime, this.condition?.nextDueMs() ?? noTime);
    return Math.max(dueMs, this.notBeforeMs);
  }

  private async turn(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.options;
    const startMs = clock.monotonicMs();
    const seconds = () => (clock.monotonicMs() - startMs) / 1000;
    try {
      if (startMs - this.lastLookMs >= blindAfterMs)
        this.condition?.look(unknownPressure("The agent on this node has judged nothing for minutes."));
      await this.sendAll(signal);
      this.backOff.reset();
      this.record.succeeded(seconds());
    } catch (error) {
      if (this.stop.signal.aborted) return;
      if (!(error instanceof ApiFailure)) {
        // A bug in the telling must not end the agent.
        logger.error("telling the cluster failed by a bug", { because: errorText(error) });
      } else logger.warn("the Kubernetes API does not take what the agent tells", { because: error.message });
      this.record.failed(errorText(error), seconds());
      this.notBeforeMs = clock.monotonicMs() + Math.max(this.backOff.nextMs(), error instanceof ApiFailure ? error.retryAfterMs : 0);
    }
  }

  private async sendAll(signal: AbortSignal): Promise<void> {
    const { api, clock } = this.options;
    let wasAnswered = await this.readOwnNode(signal);
    wasAnswered = (await this.condition?.send(signal)) === true || wasAnswered;
    wasAnswered = (await this.events?.send(this.ownNode?.uid, signal)) === true || wasAnswered;
    if (!wasAnswered && this.warmDueMs <= clock.monotonicMs()) {
      try {
        // The smallest answer there is, for which everybody has the permission by default.
        await api.get({ path: "/version" }, signal);
      } catch (error) {
        // A refusal is an answer too: the connection stands.
        if (!(error instanceof ApiFailure) || (error.kind !== "forbidden" && error.kind !== "absent")) throw error;
      }
      wasAnswered = true;
    }
    if (wasAnswered) this.warmDueMs = clock.monotonicMs() + warmEveryMs * (0.8 + 0.2 * this.pace.random());
  }

  /** Whether the server answered. Who may not read the Node can write of it all the same. */
  private async readOwnNode(signal: AbortSignal): Promise<boolean> {
    const { api, node, clock, logger } = this.options;
    if (this.ownNodeDueMs > clock.monotonicMs()) return false;
    try {
      this.ownNode = decodeOwnNode(await api.get({ path: `/api/v1/nodes/${encodeURIComponent(node)}` }, signal), pressureCondition);
      if (this.ownNode !== undefined) this.condition?.learn(this.ownNode);
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      if (error.kind !== "forbidden" && error.kind !== "absent") {
        this.condition?.unreached(error);
        this.events?.unreached(error);
        throw error;
      }
      const needed = error.kind === "forbidden" ? "; needed: a ClusterRole with the verb get for nodes" : "; check the name of the node";
      logger.warn("the agent's own Node cannot be read", { because: `${error.message}${needed}` });
    }
    this.ownNodeDueMs = clock.monotonicMs() + ownNodeEveryMs;
    return true;
  }
}

const noTime = Number.POSITIVE_INFINITY;
/** kube-apiserver closes a connection that is idle for 90 s (secure_serving.go), balancers before it after 60 s and more. */
const warmEveryMs = 30_000;
/** A Node that was deleted and made again has another uid. */
const ownNodeEveryMs = 3_600_000;
const blindAfterMs = 180_000;
/** Of the 30 s that a pod is given to end. */
const closeWithinMs = 3000;
