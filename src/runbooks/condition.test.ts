import assert from "node:assert/strict";
import { test } from "node:test";
import type { Verdict } from "../model/verdict.ts";
import { conditionState, parseCondition } from "./condition.ts";

const verdict: Verdict = {
  limit: "none",
  severity: "warning",
  confidence: "high",
  summary: "",
  lookAlikes: [{ id: "dns-throttled", confidence: "high", because: "" }],
  causes: [{ id: "fan-out", confidence: "low", because: "" }],
  escalation: [],
};

const unknown: Verdict = { ...verdict, limit: "unknown", severity: "unknown", lookAlikes: [], causes: [] };

const cases = [
  ["Where `limit` is `none`: x", verdict, "holds"],
  ["Where `limit` is `snat-ports`, `kernel-table-full` or `none`: x", verdict, "holds"],
  ["Where `limit` is `snat-ports`: x", verdict, "does-not-hold"],
  ["Where `look-alike` is `dns-throttled`, x", verdict, "holds"],
  ["Where `look-alike` is `udp-insert-race`: x", verdict, "does-not-hold"],
  ["Where `cause` is `fan-out` or `probe-load`: x", verdict, "holds"],
  ["Where `severity` is `critical`: x", verdict, "does-not-hold"],
  ["Where `limit` is `unknown`: x", unknown, "holds"],
  ["Where `limit` is `snat-ports`: x", unknown, "not-evaluated"],
  ["Where `look-alike` is `dns-throttled`: x", unknown, "not-evaluated"],
  ["Where `limit` is `none`: x", undefined, "not-evaluated"],
] as const;

for (const [text, given, state] of cases) {
  test(`"${text}" of ${given === undefined ? "no verdict" : given.limit}: ${state}`, () => {
    const condition = parseCondition(text);
    assert.ok(condition !== undefined && typeof condition !== "string", String(condition));
    assert.equal(conditionState(condition, given), state);
  });
}

test("a sentence that begins otherwise has no condition, and one that is put wrongly says so", () => {
  assert.equal(parseCondition("Whereever `limit` is `none`: x"), undefined);
  assert.equal(parseCondition("State `root_cause`"), undefined);
  for (const text of ["Where `limit` is none: x", "Where `limit` is `none` x", "Where `x` is `none`: x", "Where `limit` is `full`: x"])
    assert.equal(typeof parseCondition(text), "string", text);
});
