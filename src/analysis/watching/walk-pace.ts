export interface WalkPaceOptions {
  /** Part of one core that the whole program may take. */
  readonly budget: number;
  /** A small table is walked no more often than this. */
  readonly leastSeconds: number;
}

/**
 * When the table may be walked again. Processor time is saved up at the rate of the budget, less what everything else takes, and a walk spends what it really
 * took: so the interval follows the table, and over time the budget is kept whoever asks for walks.
 */
export class WalkPace {
  private readonly options: WalkPaceOptions;
  /** Seconds of processor time; negative while what was spent has not been saved up. */
  private saved = 0;
  private savedAtMs: number | undefined;
  private walkedAtMs = Number.NEGATIVE_INFINITY;
  private costSeconds = 0;
  private others = 0;
  private seen: { readonly totalSeconds: number; readonly atMs: number } | undefined;
  private walkedSinceSeen = 0;

  constructor(options: WalkPaceOptions) {
    this.options = options;
  }

  /** All processor time of the program until this moment, now and then: what is not of walks is taken off their share. */
  observe(totalSeconds: number, nowMs: number): void {
    const { seen } = this;
    if (seen !== undefined && nowMs - seen.atMs < leastObservedMs) return;
    this.seen = { totalSeconds, atMs: nowMs };
    const walked = this.walkedSinceSeen;
    this.walkedSinceSeen = 0;
    if (seen === undefined) return;
    this.settle(nowMs);
    const share = Math.max(0, totalSeconds - seen.totalSeconds - walked) / ((nowMs - seen.atMs) / 1000);
    this.others += (share - this.others) * weightOfNewest;
  }

  /** A walk has ended, whatever became of it. */
  walked(cpuSeconds: number, nowMs: number): void {
    this.settle(nowMs);
    this.saved -= cpuSeconds;
    this.walkedSinceSeen += cpuSeconds;
    this.costSeconds = cpuSeconds;
    this.walkedAtMs = nowMs;
  }

  /** From one walk to the next, as far as can be told at this moment. */
  intervalSeconds(): number {
    return Math.max(this.options.leastSeconds, this.costSeconds / this.rate());
  }

  secondsUntilDue(nowMs: number): number {
    this.settle(nowMs);
    return Math.max(0, -this.saved / this.rate(), this.options.leastSeconds - (nowMs - this.walkedAtMs) / 1000);
  }

  /** 0 where somebody who asks may have a walk before it is due; else in how many seconds. What is spent ahead is saved up afterwards. */
  secondsUntilAllowed(nowMs: number): number {
    this.settle(nowMs);
    const overdraft = walksAhead * this.costSeconds;
    return Math.max(0, (-overdraft - (this.saved - this.costSeconds)) / this.rate());
  }

  /** Seconds of processor time that are saved in a second. */
  private rate(): number {
    const { budget } = this.options;
    return Math.max(budget - this.others, budget * leastShare);
  }

  private settle(nowMs: number): void {
    const before = this.savedAtMs ?? nowMs;
    this.savedAtMs = nowMs;
    // What was not needed for a while is no reason to walk twice at once.
    this.saved = Math.min(0, this.saved + (Math.max(0, nowMs - before) / 1000) * this.rate());
  }
}

/** Scrapes and answers may take all there is; the table is walked nevertheless, if seldom. */
const leastShare = 0.25;
/** Over some minutes, where it is observed every ten seconds: one burst of answers must not put off the next walk for long. */
const weightOfNewest = 0.1;
const leastObservedMs = 5000;
/** So many in debt, that of the last regular walk included: a diagnosis right after one may have its own, and a second one. */
const walksAhead = 3;
