import { isRecord } from "../../model/json-value.ts";
import type { ToolAnswer } from "../tool.ts";

/** The answer with more that could not be looked at, kept or done. */
export function withGaps(answer: ToolAnswer<unknown>, more: readonly string[]): ToolAnswer<unknown> {
  const { value } = answer;
  return more.length === 0 || !isRecord(value) ? answer : { ...answer, value: { ...value, gaps: [...gapsOf(answer), ...more] } };
}

/** A parameter of the tools that these have their names from: there is no other region here to be asked. */
export function withPassedOver(answer: ToolAnswer<unknown>, given: object): ToolAnswer<unknown> {
  const hasRegion = "region" in given && given.region !== undefined;
  const isSaid = gapsOf(answer).some((gap) => String(gap).includes("region"));
  return hasRegion && !isSaid ? withGaps(answer, ["The parameter region was passed over: what answers here is of one place."]) : answer;
}

function gapsOf({ value }: ToolAnswer<unknown>): readonly unknown[] {
  const gaps: unknown = isRecord(value) ? value["gaps"] : undefined;
  return Array.isArray(gaps) ? gaps : [];
}
