import { type AddressOwners, noAddressOwners } from "../model/address-owners.ts";
import { errnoOf } from "../platform/errno.ts";
import type { NameSource } from "../sources/name-source.ts";
import type { Sources } from "../sources/sources.ts";
import { readAddressOwners } from "./read-address-owners.ts";

/** A walk over all processes takes some 20 ms on a small node and a second on a crowded one: not oftener than this, nor for more than a twentieth of the time. */
const leastIntervalMs = 5000;
const shareOfTime = 20;

/** Names from the node's own processes, read again in the background while somebody goes on asking. */
export class ProcNames implements NameSource {
  private readonly sources: Sources;
  private readonly stop = new AbortController();
  private owners: AddressOwners = noAddressOwners;
  private said: readonly string[] = [];
  private readAgainAtMs = 0;
  private reading: Promise<void> | undefined;

  private constructor(sources: Sources) {
    this.sources = sources;
  }

  static async open(sources: Sources, signal: AbortSignal): Promise<ProcNames> {
    const names = new ProcNames(sources);
    if (signal.aborted) names.stop.abort();
    else signal.addEventListener("abort", () => names.stop.abort(), { once: true });
    await names.read();
    return names;
  }

  current(): AddressOwners {
    if (this.reading === undefined && !this.stop.signal.aborted && this.sources.clock.monotonicMs() >= this.readAgainAtMs) {
      this.reading = this.read().finally(() => {
        this.reading = undefined;
      });
    }
    return this.owners;
  }

  remarks(): readonly string[] {
    return this.said;
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.reading;
  }

  private async read(): Promise<void> {
    const { clock } = this.sources;
    const startedMs = clock.monotonicMs();
    try {
      const { value, remarks = [] } = await readAddressOwners(this.sources, { signal: this.stop.signal });
      this.said = remarks;
      // Whoever has indexed the names does it again only for other ones.
      if (JSON.stringify(value) !== JSON.stringify(this.owners)) this.owners = value;
    } catch (error) {
      if (this.stop.signal.aborted) return;
      if (errnoOf(error) === undefined || !(error instanceof Error)) throw error;
      this.said = [`the names of this node's own processes could not be read: ${error.message}`];
    }
    const endedMs = clock.monotonicMs();
    this.readAgainAtMs = endedMs + Math.max(leastIntervalMs, (endedMs - startedMs) * shareOfTime);
  }
}
