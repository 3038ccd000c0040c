import type { LearntAllowance } from "../../model/agent-status.ts";
import type { InterfaceAllowances } from "../../model/node-snapshot.ts";

/**
 * The most connections that each card was seen to have room for: what it says is left, and what nf_conntrack held at the same moment. It is a floor that rises
 * as the node is watched, since the card tracks what the kernel has forgotten and the other way round.
 */
export class LearntAllowances {
  private readonly learnt = new Map<string, { maximum: number; seenMs: number }>();

  add(cards: readonly InterfaceAllowances[], tracked: number, monotonicMs: number): void {
    for (const { interfaceName, statistics } of cards) {
      const left = statistics[connectionsLeft];
      if (left === undefined) continue;
      const before = this.learnt.get(interfaceName)?.maximum ?? 0;
      this.learnt.set(interfaceName, { maximum: Math.max(before, left + tracked), seenMs: monotonicMs });
    }
    for (const [name, { seenMs }] of this.learnt) if (monotonicMs - seenMs > keptForMs) this.learnt.delete(name);
    const longestUnseen = [...this.learnt].toSorted(([, one], [, other]) => one.seenMs - other.seenMs);
    for (const [name] of longestUnseen.slice(0, Math.max(0, longestUnseen.length - mostInterfaces))) this.learnt.delete(name);
  }

  list(): readonly LearntAllowance[] {
    return Array.from(this.learnt, ([interfaceName, { maximum }]) => ({ interfaceName, maximum }));
  }

  /** Of the instance, whose value it is whichever card tells it; 0 where nothing was learnt. */
  ofInstance(): number {
    return Math.max(0, ...this.list().map(({ maximum }) => maximum));
  }
}

const connectionsLeft = "conntrack_allowance_available";
/** A driver that is loaded again takes its cards away for seconds; what was learnt in weeks must not go with them. */
const keptForMs = 3_600_000;
/** The largest instance types have 15. */
const mostInterfaces = 64;
