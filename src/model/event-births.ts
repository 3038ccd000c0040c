import type { Rate } from "./rate.ts";

/** Births that the kernel told one by one, by the workload that opened the connection: the keys are those of `TableTraffic.by.workload`. */
export interface EventBirths {
  readonly births: Rate;
  /** Most births first. */
  readonly groups: readonly { readonly key: string; readonly births: Rate }[];
  readonly distinct: number;
  /** False where there were more clients without a name than are counted one by one. */
  readonly exact: boolean;
}

/** Births of some seconds in which nothing else was listened for. */
export interface EventBurst extends EventBirths {
  /** Of all kinds; null where nobody counted some of them. */
  readonly lost: number | null;
  readonly remarks: readonly string[];
}
