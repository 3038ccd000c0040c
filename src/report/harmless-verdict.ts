import type { Verdict } from "../model/verdict.ts";
import { harmlessText } from "./harmless-text.ts";

/** A verdict names processes, addresses and interfaces as the node calls them. */
export function harmlessVerdict(verdict: Verdict): Verdict {
  return {
    ...verdict,
    summary: harmlessText(verdict.summary),
    causes: verdict.causes.map((cause) => ({
      ...cause,
      ...(cause.workload === undefined ? {} : { workload: harmlessText(cause.workload) }),
      ...(cause.address === undefined ? {} : { address: harmlessText(cause.address) }),
      ...(cause.pod === undefined ? {} : { pod: harmlessText(cause.pod) }),
    })),
  };
}
