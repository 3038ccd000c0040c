import { forecastContract } from "../../contract/tools/forecast.ts";
import type { Forecast } from "../../model/forecast.ts";
import { forecastReport, forecastResult } from "../../report/forecast-report.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { answeringNodeOf, missingAnswerOf } from "../answer-parts/answering-node.ts";
import { gapsAnswer } from "../answer-parts/gaps-answer.ts";
import { defineTool } from "../tool.ts";

export const forecastTool = defineTool(forecastContract, async ({ instanceId }, { fleet }, { signal }) => {
  const node = await fleet.find(instanceId, signal);
  const answer = await node.table.forecast(signal);
  if (answer.status === "missing") return { value: missingAnswerOf(fleet, node, "when the table is full", answer) };
  const { value: told, remarks } = answer;
  const { forecast, steadyStateEntries } = told;
  const gaps = [
    ...(untold.has(forecast.kind) ? [`when it is full is not known: ${harmlessText(forecast.because)}`] : []),
    ...(steadyStateEntries === undefined ? ["where it settles is not known: ages cannot be told"] : []),
  ];
  return {
    value: {
      success: true as const,
      ...answeringNodeOf(node, answer),
      ...forecastResult(told),
      remarks: remarks.map(harmlessText),
      ...gapsAnswer(gaps),
      nextStep: nextStepOf(forecast),
    },
    words: forecastReport(node.facts.name, told, remarks),
  };
});

const untold: ReadonlySet<Forecast["kind"]> = new Set(["no-trend", "too-short"]);

function nextStepOf({ kind }: Forecast): string {
  if (kind === "full" || kind === "fills") return "Call top_talkers for who fills it, then plan_change for what would help.";
  return untold.has(kind) ? "Call diagnose; or ask again after some minutes." : "Call diagnose for what else may be wrong.";
}
