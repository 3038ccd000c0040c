/** How often connections begin, how that was found out, and how far it can be trusted. */
export interface Rate {
  readonly perSecond: number;
  /**
   * `countdown`: entries whose timeout says that they are younger than `overSeconds`. `difference`: entries that an earlier walk of the table did not have.
   * `countdown+difference`: the first for states with a fixed timeout, the second for all others. `events`: births told by the kernel one by one.
   */
  readonly method: "countdown" | "difference" | "countdown+difference" | "events";
  readonly overSeconds: number;
  /** Half the width of the 95 % band of the count itself, per second. What the method cannot see is said by `isFloor`. */
  readonly plusMinus: number;
  /** True where some births leave no trace for the method, so that there may be more. */
  readonly isFloor: boolean;
}
