import { parseMax, parseRemove, parseReuse, parseTimeout, parseUntrack, ScenarioMistake } from "../../analysis/what-if/parse-scenario.ts";
import { isEmptyScenario, type Scenario, type UntrackedPort } from "../../analysis/what-if/scenario.ts";
import { planChangeContract } from "../../contract/tools/plan-change.ts";
import type { ToolInput } from "../../contract/tools/tool-contract.ts";
import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { harmlessValue } from "../../report/harmless-value.ts";
import { planReport } from "../../report/plan-report.ts";
import { planResult } from "../../report/plan-result.ts";
import { answeringNodeOf, missingAnswerOf } from "../answer-parts/answering-node.ts";
import { defineTool } from "../tool.ts";

export const planChangeTool = defineTool(planChangeContract, async ({ instanceId, changes }, { fleet }, { signal }) => {
  const scenario = readScenario(changes);
  const node = await fleet.find(instanceId, signal);
  const answer = await node.table.plan(scenario, signal);
  if (answer.status === "missing") return { value: missingAnswerOf(fleet, node, "what the change would make of the table", answer) };
  const outcome = { ...answer.value, remarks: [...answer.value.remarks, ...answer.remarks] };
  return {
    value: {
      success: true as const,
      ...answeringNodeOf(node, answer),
      ...harmlessValue(planResult(outcome)),
      nextStep:
        outcome.plans.length === 0
          ? "There is no setting to change for this. Call diagnose for what is wrong with the node."
          : "Show the commands to an operator, with verify and undo: nothing here runs them.",
    },
    words: planReport(outcome),
  };
});

type Changes = ToolInput<typeof planChangeContract>["changes"];

/** By the words of the command line, so that both take the same and refuse the same. */
function readScenario({ max, timeouts = {}, reuse = {}, untrack = [], remove = [] }: Changes): Scenario {
  const asked: Scenario = {
    ...(max === undefined ? {} : { max: read("changes.max", () => parseMax(String(max))) }),
    timeouts: Object.entries(timeouts).reduce<ConntrackTimeouts>(
      (before, [name, seconds]) => read("changes.timeouts", () => parseTimeout(`${name}=${seconds}`, before)),
      {},
    ),
    reuse: Object.entries(reuse).reduce<Readonly<Record<string, number>>>(
      (before, [workload, requests]) => read("changes.reuse", () => parseReuse(`${workload}=${requests}`, before)),
      {},
    ),
    untrack: untrack.reduce<readonly UntrackedPort[]>((before, port) => read("changes.untrack", () => parseUntrack(port, before)), []),
    remove: remove.reduce<readonly string[]>((before, workload) => read("changes.remove", () => parseRemove(workload, before)), []),
  };
  return isEmptyScenario(asked) ? {} : asked;
}

function read<T>(parameter: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof ScenarioMistake ? new ToolFailure("bad-argument", `${parameter}: ${harmlessText(error.message)}`) : error;
  }
}
