/** One thing that is measured, and what it must reach. */
export interface Benchmark {
  readonly name: string;
  /** Undefined with the reason where this machine cannot run it. */
  run(): Promise<BenchmarkResult | { readonly skippedBecause: string }>;
}

export interface BenchmarkResult {
  readonly requirements: readonly Requirement[];
  /** What each stage costs, so that the next improvement is obvious. */
  readonly stages: readonly { readonly stage: string; readonly figure: string }[];
}

export interface Requirement {
  readonly what: string;
  readonly measured: number;
  readonly atMost: number;
  readonly unit: string;
}
