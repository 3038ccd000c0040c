import { InvalidArgumentError } from "commander";
import * as scenario from "../analysis/what-if/parse-scenario.ts";

export const parseMax = asArgument(scenario.parseMax);
export const parseTimeout = asArgument(scenario.parseTimeout);
export const parseReuse = asArgument(scenario.parseReuse);
export const parseUntrack = asArgument(scenario.parseUntrack);
export const parseRemove = asArgument(scenario.parseRemove);

/** A mistake in what is asked about is one of the command line here. */
function asArgument<T, Before extends readonly unknown[]>(
  parse: (text: string, ...before: Before) => T,
): (text: string, ...before: Before) => T {
  return (text, ...before) => {
    try {
      return parse(text, ...before);
    } catch (error) {
      throw error instanceof scenario.ScenarioMistake ? new InvalidArgumentError(error.message) : error;
    }
  };
}
