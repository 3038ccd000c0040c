/** When the table is full, if it goes on like this; and how far that can be trusted. */
export interface Forecast {
  /**
   * `fills`: grows and reaches the limit. `levels-off`: grows, and stops below it. `falls`. `steady`: neither grows nor falls. `no-trend`: goes up and down so
   * much that a slope would be a guess. `too-short`: not watched for long enough. `full`: it is. `unlimited`: there is no limit.
   */
  readonly kind: "fills" | "levels-off" | "falls" | "steady" | "no-trend" | "too-short" | "full" | "unlimited";
  /** Entries a second, with its band; missing where there is none to tell. */
  readonly slope?: Band;
  readonly secondsToFull?: Band;
  /** It rises, and that may be nothing but what has expired and is counted still. */
  readonly mayHaveExpired?: true;
  /** Where it stops, as entries. */
  readonly levelsOffAt?: Band;
  /** How long the room that is left lasts at the highest rate of growth seen. */
  readonly burstHeadroomSeconds?: number;
  /** One sentence for a person. */
  readonly because: string;
  /** What it rests on. */
  readonly overSeconds: number;
  readonly samples: number;
}

/** Infinity in `high` where there is no upper end. */
export interface Band {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}
