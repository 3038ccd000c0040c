import { type CountPeak, peakWindows } from "../../model/agent-status.ts";

/**
 * The highest count within trailing windows, in buckets of a second: 300 numbers, however long the table is watched. Whoever asks changes nothing, so that
 * two scrapers see the same.
 */
export class CountPeaks {
  private readonly highest = new Float64Array(buckets);
  /** Which second of the clock each bucket holds. */
  private readonly seconds = new Float64Array(buckets).fill(Number.NEGATIVE_INFINITY);

  add(monotonicMs: number, count: number): void {
    const second = Math.floor(monotonicMs / 1000);
    const at = ((second % buckets) + buckets) % buckets;
    this.highest[at] = this.seconds[at] === second ? Math.max(this.highest[at]!, count) : count;
    this.seconds[at] = second;
  }

  /**
   * Windows in which nothing could be counted are left out. One that reaches back to before the first count holds what was counted since: an agent that is started
   * within an incident must not keep its alerts waiting for five minutes.
   */
  at(monotonicMs: number): readonly CountPeak[] {
    const last = Math.floor(monotonicMs / 1000);
    return peakWindows.flatMap(({ id, seconds }) => {
      const count = this.highestSince(last - seconds, last);
      return count === undefined ? [] : [{ window: id, count }];
    });
  }

  /** After one second and up to another. */
  private highestSince(after: number, last: number): number | undefined {
    let highest: number | undefined;
    for (let at = 0; at < buckets; at++) {
      const second = this.seconds[at]!;
      if (second > after && second <= last) highest = Math.max(highest ?? 0, this.highest[at]!);
    }
    return highest;
  }
}

const buckets = Math.max(...peakWindows.map(({ seconds }) => seconds));
