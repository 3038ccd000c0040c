import assert from "node:assert/strict";
import { test } from "node:test";
import type { Evidence, Verdict } from "../model/verdict.ts";
import { rankRootCauses } from "./rank-root-causes.ts";

const verdict: Verdict = {
  ...{ limit: "instance-allowance", severity: "critical", confidence: "high", summary: "The instance's allowance is used up." },
  lookAlikes: [{ id: "dns-throttled", confidence: "medium", because: "link-local packets were dropped" }],
  causes: [{ id: "connection-churn", confidence: "low", because: "most entries wait", workload: "shop/checkout" }],
  escalation: [],
};

function evidence(id: string, type: string, speaks: Evidence["speaks"] = "for"): Evidence {
  return { id, type, content: "", source: "", takenAtMs: 0, speaks };
}

test("the limit comes first, then what looks like one, then what fills the table, each with the evidence that speaks for it", () => {
  const ranked = rankRootCauses({
    verdict,
    evidence: [
      evidence("E-1", "instance-allowance"),
      evidence("E-2", "link-local-allowance"),
      evidence("E-3", "time-wait-share"),
      evidence("E-4", "drops", "against"),
    ],
  });
  assert.deepEqual(
    ranked.map(({ kind, id, evidence }) => [kind, id, ...evidence]),
    [
      ["limit", "instance-allowance", "E-1"],
      ["look-alike", "dns-throttled", "E-2"],
      ["cause", "connection-churn", "E-3"],
    ],
  );
  assert.equal(ranked[2]?.workload, "shop/checkout");
});

test("where nothing is hit there is no reason", () => {
  assert.deepEqual(rankRootCauses({ verdict: { ...verdict, limit: "none", lookAlikes: [], causes: [] }, evidence: [] }), []);
});
