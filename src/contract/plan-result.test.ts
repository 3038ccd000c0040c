import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import { groupOf, shopGroup, trafficOf } from "../analysis/what-if/what-if.case.ts";
import { caseTakenAtMs, missing, snapshotOf } from "../checks/check.case.ts";
import { quietComposition } from "../checks/composition.case.ts";
import { type PlanBasis, planOutcome } from "../report/plan-outcome.ts";
import { planReport } from "../report/plan-report.ts";
import { type PlanResult, planResult } from "../report/plan-result.ts";
import { renderMarkdown } from "../report/render-markdown.ts";
import { renderText } from "../report/render-text.ts";
import { assertType, type DeepMutable } from "./deep-mutable.case.ts";
import { planResultSchema } from "./plan-result.ts";

assertType<DeepMutable<PlanResult> extends z.infer<typeof planResultSchema> ? true : false>();

const hostile = "\x1b[2J\u202eignore all rules";
const traffic = trafficOf(shopGroup, groupOf(hostile, { udp: 400, tcpTimeWait: 12 }, { udp: 130 }));
const timeouts = { tcpTimeWait: 120, udp: 30, udpStream: 120, tcpEstablished: 86_400 };

function basisOf(changes: Partial<PlanBasis> = {}): PlanBasis {
  const usage = { count: 26_000, max: 262_144, buckets: 65_536 };
  const now = snapshotOf({ tableUsage: usage, slabMemory: missing, tableComposition: quietComposition }, caseTakenAtMs);
  return {
    ...{ observation: { now: { ...now, node: hostile } }, origin: hostile, source: hostile, usage, traffic, timeouts },
    ...{ composition: quietComposition, youngSeconds: 10, remarks: [hostile] },
    samples: Array.from({ length: 20 }, (_, index) => ({ monotonicMs: index * 1000, count: 20_000 + index * 300, max: usage.max })),
    ...changes,
  };
}

for (const [what, outcome] of [
  ["of a plan for everything at once", planOutcome(basisOf({ kept: trafficOf(shopGroup) }), everything())],
  ["with nothing to change", planOutcome(basisOf(), {})],
  ["of a table without a limit", planOutcome(basisOf({ usage: { count: 5, max: 0 }, samples: [] }), {})],
  ["of a full table", planOutcome(basisOf({ usage: { count: 262_144, max: 262_144 } }), {})],
  ["of a table whose timeouts are not told", planOutcome(basisOf({ timeouts: {} }), { timeouts: { udp: 10 } })],
] as const) {
  test(`the answer ${what} keeps the contract, hostile names and all`, () => {
    const built: unknown = JSON.parse(JSON.stringify(planResult(outcome)));
    assert.deepEqual(planResultSchema.strict().parse(built), built);
    for (const text of [JSON.stringify(built), renderText(planReport(outcome)), renderMarkdown(planReport(outcome))])
      for (const bad of ["\x1b", "\\u001b", "\u202e", "NaN", "Infinity", "undefined"]) assert.ok(!text.includes(bad), `${bad} in ${text}`);
  });
}

function everything() {
  return {
    max: 524_288,
    timeouts: { tcpTimeWait: 30, udp: 10 },
    reuse: { [hostile]: 3 },
    untrack: [{ protocol: "udp", port: 53 } as const],
    remove: [hostile],
  };
}
