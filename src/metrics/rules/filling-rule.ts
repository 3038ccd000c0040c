import type { AlertRule } from "./alert.ts";
import { decimal, type Held, held } from "./promql.ts";

/** What the count goes up and down by while nothing changes: expired entries are counted until the kernel collects them. */
const clearingMargin = 0.05;

interface Filling extends Pick<Held, "alert" | "by">, Pick<AlertRule, "severity" | "forSeconds" | "says"> {
  /** PromQL for how full it is, from 0 to 1. */
  readonly measure: string;
  readonly ratio: number;
  /** As the sentence of its page begins: `The table`. */
  readonly table: string;
}

/** That a table is filled to a part of its limit; it ends somewhat below. */
export function fillingRule({ alert, severity, measure, ratio, by = [], forSeconds, table, says }: Filling): AlertRule {
  const clearing = decimal(ratio - clearingMargin);
  return {
    severity,
    expression: held({ alert, severity, begins: `${measure} >= ${ratio}`, holds: `${measure} >= ${clearing}`, by }),
    forSeconds,
    when: `${table} is filled to ${percent(ratio)}; it ends below ${percent(clearing)}.`,
    says,
  };
}

function percent(ratio: number): string {
  return `${decimal(ratio * 100)} %`;
}
