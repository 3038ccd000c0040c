import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { CollectionRun, RunBatch, RunState } from "../../model/collection-run.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import { pause } from "../../platform/pause.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { Turns } from "../../platform/turns.ts";
import { RunLedger } from "../../store/run-ledger.ts";
import type { BundleShelf } from "../bundle-shelf/bundle-shelf.ts";
import type { Fleet, FleetNode } from "../fleet/fleet.ts";
import { collectIntoShelf } from "./collect-into-shelf.ts";
import { RunUnderWay } from "./run-under-way.ts";

export interface CollectionRunsOptions {
  readonly fleet: Pick<Fleet, "kind">;
  readonly shelf: Pick<BundleShelf, "directory" | "list">;
  /** Where runs are remembered; in memory where it is missing. */
  readonly stateDirectory?: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Nodes that are collected at one time. */
  readonly atOnce?: number;
}

export interface StartOptions {
  /** The same again is the same run again. */
  readonly idempotencyToken?: string;
  /** Between the two samples; 2 where it is missing. */
  readonly windowSeconds?: number;
}

export interface StartedRun {
  readonly run: CollectionRun;
  /** Nothing was started: its token was given before, or its node is being collected. */
  readonly joined?: "token" | "under-way";
}

export interface StartedBatch {
  readonly batchId: string;
  readonly runs: readonly CollectionRun[];
  /** Those that were begun for it; others were under way and are not its own. */
  readonly begun: readonly string[];
}

export interface WaitOptions {
  readonly signal: AbortSignal;
  /** Once more for each thing that happens. */
  readonly onProgress?: (run: CollectionRun) => void;
  /** Gives back how the run stands by then; waits for its end where it is missing. */
  readonly forMs?: number;
}

/** Collections as runs: begun now, asked for later, remembered over a restart. */
export interface CollectionRuns {
  /** Throws ToolFailure `not-available` where there is nowhere to collect into, and `bad-argument` for a token that was another node's. */
  start(node: FleetNode, options?: StartOptions): StartedRun;
  startBatch(nodes: readonly FleetNode[], options?: Pick<StartOptions, "windowSeconds">): StartedBatch;
  get(id: string): CollectionRun | undefined;
  /** The newest first. */
  list(): readonly CollectionRun[];
  /** Aborts it and waits until nothing is left of it; undefined where there is none, and as it is where it has ended. */
  cancel(id: string): Promise<CollectionRun | undefined>;
  /** Throws ToolFailure `unknown-run`, and what the signal was aborted with. */
  wait(id: string, options: WaitOptions): Promise<CollectionRun>;
  /** How many calls wait for the run at this moment. */
  waiting(id: string): number;
  /** What is the matter with what is remembered. */
  readonly remarks: readonly string[];
  close(): Promise<void>;
}

/** A machine collects itself once; agents collect on their own nodes, and each bundle passes through here. */
const atOnceOf = { machine: 1, agents: 6, bundles: 8 } as const satisfies Record<Fleet["kind"], number>;

export function openCollectionRuns({ fleet, shelf, stateDirectory, clock, logger, atOnce }: CollectionRunsOptions): CollectionRuns {
  const ledger = new RunLedger({
    directory: stateDirectory === undefined ? undefined : join(stateDirectory, "runs"),
    nowMs: () => clock.nowMs(),
  });
  const turns = new Turns(atOnce ?? atOnceOf[fleet.kind]);
  const underWay = new Map<string, RunUnderWay>();
  const beat = setInterval(() => ledger.beat([...underWay.keys()]), beatMs);
  beat.unref();
  let isClosed = false;
  let saidRemarks = "";

  const save = (run: CollectionRun) => {
    ledger.save(run);
    const remarks = ledger.remarks.join(" ");
    if (remarks !== "" && remarks !== saidRemarks) logger.warn("collections cannot be remembered", { because: remarks });
    saidRemarks = remarks;
  };

  const begin = (node: FleetNode, { idempotencyToken, windowSeconds = 2 }: StartOptions, batch?: RunBatch): StartedRun => {
    if (isClosed) throw new ToolFailure("not-available", "the server is ending; no collection is begun");
    const before = idempotencyToken === undefined ? undefined : ledgerRunOf(ledger, idempotencyToken, node);
    if (before !== undefined) return { run: underWay.get(before.id)?.run ?? before, joined: "token" };
    const same = [...underWay.values()].find((one) => keyOf(one.node) === keyOf(node));
    if (same !== undefined) {
      if (idempotencyToken !== undefined) same.addToken(idempotencyToken);
      return { run: same.run, joined: "under-way" };
    }
    if (node.isLive && shelf.directory === undefined) {
      throw new ToolFailure("not-available", "there is no directory that bundles may be written into: this server only reads", {
        next: "Ask whoever runs the server for a directory to collect into; the tools that look at a live node work without one.",
      });
    }
    const run = newRun(node, clock.nowMs(), idempotencyToken, batch);
    const one = new RunUnderWay(node, run, { clock, save });
    underWay.set(run.id, one);
    if (node.isLive) save(run);
    else one.endWithNewest();
    one.ended = one.run.state === "running" ? perform(one, windowSeconds) : Promise.resolve();
    if (one.run.state !== "running") underWay.delete(run.id);
    return { run: one.run };
  };

  const perform = async (one: RunUnderWay, windowSeconds: number) => {
    try {
      const giveBack = await turns.take(one.signal, () => one.say(waitsForTurn));
      try {
        await collectIntoShelf(one, { shelf, windowSeconds });
      } finally {
        giveBack();
      }
    } catch (error) {
      one.fail(error);
      if (one.isFault(error)) logger.error("a collection failed by a fault of this program", { because: String(error) });
    } finally {
      underWay.delete(one.run.id);
    }
  };

  return {
    start: (node, options = {}) => begin(node, options),
    startBatch(nodes, options = {}) {
      const batch = { id: newId("batch", clock.nowMs()), runs: nodes.length };
      const started = nodes.map((node) => begin(node, options, batch));
      for (const { run, joined } of started) if (joined !== undefined) underWay.get(run.id)?.joinBatch(batch);
      const current = started.map(({ run }) => underWay.get(run.id)?.run ?? run);
      return {
        batchId: batch.id,
        runs: current,
        begun: started.flatMap(({ run, joined }) => (joined === undefined ? [run.id] : [])),
      };
    },
    get: (id) => underWay.get(id)?.run ?? ledger.get(id),
    list: () => ledger.list().map((run) => underWay.get(run.id)?.run ?? run),
    async cancel(id) {
      const one = underWay.get(id);
      one?.cancel();
      await one?.ended;
      const run = one?.run ?? ledger.get(id);
      if (one === undefined && run?.state === "running") {
        throw new ToolFailure("not-available", `${id} is performed by another process that shares this state; only that one can cancel it`);
      }
      return run;
    },
    async wait(id, options) {
      const one = underWay.get(id);
      if (one !== undefined) return one.wait(options);
      const run = ledger.get(id);
      if (run === undefined) throw new ToolFailure("unknown-run", `no collection has the id ${id}`);
      return run.state === "running" ? waitForOther(ledger, run, options, clock) : run;
    },
    waiting: (id) => underWay.get(id)?.waiting ?? 0,
    get remarks() {
      return ledger.remarks;
    },
    async close() {
      isClosed = true;
      clearInterval(beat);
      const all = [...underWay.values()];
      for (const one of all) one.interrupt();
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}

const waitsForTurn = "waits until fewer collections are under way";
const beatMs = 10_000;
const pollMs = 1000;

/** A token is its run's for as long as that is remembered: with another node it would hide that nothing was collected there. */
function ledgerRunOf(ledger: RunLedger, token: string, node: FleetNode): CollectionRun | undefined {
  const run = ledger.list().find(({ idempotencyTokens }) => idempotencyTokens.includes(token));
  if (run === undefined || (run.node === node.facts.name && run.cluster === node.facts.cluster)) return run;
  throw new ToolFailure("bad-argument", `idempotencyToken was given before, for ${run.node}`, {
    next: "Give a token of its own to each collection, or none.",
  });
}

function newRun(node: FleetNode, nowMs: number, token: string | undefined, batch: RunBatch | undefined): CollectionRun {
  const { name, instanceId, cluster } = node.facts;
  return {
    id: newId("run", nowMs),
    node: name,
    ...(instanceId === undefined ? {} : { instanceId }),
    ...(cluster === undefined ? {} : { cluster }),
    state: "running" satisfies RunState,
    startedAtMs: nowMs,
    steps: [{ atMs: nowMs, message: "begun" }],
    progress: { done: 0, total: 3 },
    idempotencyTokens: token === undefined ? [] : [token],
    batches: batch === undefined ? [] : [batch],
  };
}

/** In the order in which they were made, by name as well. */
function newId(kind: "run" | "batch", nowMs: number): string {
  return `${kind}-${Math.max(0, Math.floor(nowMs)).toString(36).padStart(9, "0")}-${randomBytes(5).toString("hex")}`;
}

/** Where nobody tells clusters, two nodes of one name are two by their instances. */
function keyOf({ facts }: FleetNode): string {
  return JSON.stringify([facts.cluster, facts.name, facts.instanceId]);
}

/** A run that another process performs is looked up again and again. */
async function waitForOther(ledger: RunLedger, run: CollectionRun, { signal, forMs }: WaitOptions, clock: Clock): Promise<CollectionRun> {
  const untilMs = forMs === undefined ? Number.POSITIVE_INFINITY : clock.monotonicMs() + forMs;
  let latest = run;
  while (latest.state === "running" && clock.monotonicMs() < untilMs) {
    await pause(Math.min(pollMs, untilMs - clock.monotonicMs()), signal);
    latest = ledger.get(run.id) ?? latest;
  }
  return latest;
}
