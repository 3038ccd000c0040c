import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";
import { datableClasses, timeoutClasses } from "./timeout-class.ts";

/**
 * Of each class whose countdown tells an age, what is left of the entries that are young. The kernel reports whole seconds, rounded down
 * (`nf_ct_expires(ct) / HZ`): an entry of exactly `timeout` seconds at birth shows `timeout - 1` a moment later. So those that show at least
 * `timeout - window` are those born within the last `window` seconds, neither more nor fewer.
 */
export interface YoungWindows {
  /** By the number of the class; 0 where its entries cannot be dated. */
  readonly seconds: Uint32Array;
  /** Bounds of what is left, both included; nothing lies between those of a class that cannot be dated. */
  readonly from: Int32Array;
  readonly upTo: Int32Array;
  /** The longest of the windows, 0 where there is none. */
  readonly longestSeconds: number;
}

/** Half the timeout at most, so that entries evicted or removed early do not matter much; a timeout of one second is taken whole. */
export function youngWindows(timeouts: ConntrackTimeouts, youngSeconds: number): YoungWindows {
  const seconds = new Uint32Array(timeoutClasses.length);
  const from = new Int32Array(timeoutClasses.length).fill(1);
  const upTo = new Int32Array(timeoutClasses.length);
  for (const [number, name] of timeoutClasses.slice(0, datableClasses).entries()) {
    const timeout = name === "other" ? undefined : timeouts[name];
    if (timeout === undefined || timeout < 1 || youngSeconds < 1) continue;
    const window = Math.max(1, Math.min(Math.floor(youngSeconds), Math.floor(timeout / 2)));
    seconds[number] = window;
    from[number] = timeout - window;
    upTo[number] = timeout;
  }
  return { seconds, from, upTo, longestSeconds: Math.max(...seconds) };
}

export const defaultYoungSeconds = 10;
