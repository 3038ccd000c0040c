import { setTimeout as sleep } from "node:timers/promises";
import { BirthCounter } from "../flows/births/birth-counter.ts";
import type { FlowPredicate } from "../flows/flow-filter.ts";
import type { OwnerIndex } from "../flows/owners/owner-index.ts";
import type { EventBurst } from "../model/event-births.ts";
import { openEventStream } from "../sources/event-stream.ts";
import type { Sources } from "../sources/sources.ts";

export interface EventBurstOptions {
  readonly seconds: number;
  readonly owners?: OwnerIndex;
  readonly filter?: FlowPredicate;
  readonly topGroups?: number;
  readonly signal?: AbortSignal;
}

/**
 * Listens for births for some seconds, and no longer: it sees connections that are gone again before any walk of the table would meet them. Throws what
 * `openEventStream` throws.
 */
export async function measureBirths({ proc, clock }: Sources, options: EventBurstOptions): Promise<EventBurst> {
  const { seconds, owners, filter, topGroups = 20, signal } = options;
  signal?.throwIfAborted();
  const counter = new BirthCounter({
    nowMs: clock.nowMs(),
    ...(owners === undefined ? {} : { owners }),
    ...(filter === undefined ? {} : { filter }),
  });
  let told = 0;
  let lost: number | null = 0;
  const stream = await openEventStream(proc, { kinds: ["new"] });
  const startMs = clock.monotonicMs();
  const delivered = stream.deliver(({ counts, batch, losses }) => {
    told += counts.new;
    for (const { events } of losses) lost = events === null || lost === null ? null : lost + events;
    for (let row = 0; row < batch.flows.length; row++) counter.add(batch.flows, row);
  });
  const broken = new AbortController();
  delivered.catch(() => broken.abort());
  await sleep(seconds * 1000, undefined, { signal: AbortSignal.any([broken.signal, ...(signal === undefined ? [] : [signal])]) }).catch(
    () => undefined,
  );
  const overSeconds = (clock.monotonicMs() - startMs) / 1000;
  await stream.close();
  await delivered;
  signal?.throwIfAborted();
  return { ...counter.compose({ overSeconds, told, hasGap: lost !== 0, topGroups }), lost, remarks: stream.remarks };
}
