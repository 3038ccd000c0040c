import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { diagnoseContract } from "../../src/contract/tools/diagnose.ts";
import { explainContract } from "../../src/contract/tools/explain.ts";
import { findFlowContract } from "../../src/contract/tools/find-flow.ts";
import { forecastContract } from "../../src/contract/tools/forecast.ts";
import { planChangeContract } from "../../src/contract/tools/plan-change.ts";
import { topTalkersContract } from "../../src/contract/tools/top-talkers.ts";

for (const contract of [diagnoseContract, topTalkersContract, findFlowContract, forecastContract, planChangeContract, explainContract])
  test(`what ${contract.name} says of itself fits into a list of tools`, () => {
    const { description, set, input } = contract;
    assert.ok(description.length <= 350, `${description.length}`);
    assert.equal(set, "core");
    const { properties = {} } = z.toJSONSchema(input, { io: "input" });
    for (const [name, parameter] of Object.entries(properties))
      if (typeof parameter === "object") assert.ok((parameter.description ?? "").length <= 120, name);
  });
