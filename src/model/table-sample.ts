import type { ConntrackTimeouts } from "./conntrack-timeouts.ts";
import type { Counters } from "./node-snapshot.ts";
import type { TableTraffic } from "./table-traffic.ts";

/** The table at one moment of a series: `top`, `watch` and the forecast live on these. */
export interface TableSample {
  readonly takenAtMs: number;
  /** A clock that never jumps; rates and forecasts use no other. */
  readonly monotonicMs: number;
  readonly count: number;
  /** 0 means unlimited. */
  readonly max: number;
  /** Increase of each counter over all CPUs since the sample before; missing in the first one and where they could not be read. */
  readonly increases?: Counters;
  /** Missing where the table could not be walked; `remarks` says why. */
  readonly traffic?: TableTraffic;
  /** What ages were told by in `traffic`. */
  readonly countdown?: Countdown;
  readonly remarks: readonly string[];
}

/** What turns the time that an entry has left into its age, and which age counts as young. */
export interface Countdown {
  readonly timeouts: ConntrackTimeouts;
  readonly youngSeconds: number;
}
