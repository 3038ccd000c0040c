import { ScenarioMistake } from "../../analysis/what-if/parse-scenario.ts";
import { InputError } from "../../platform/input-error.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { AgentFailure } from "../../sources/agents/agent-failure.ts";
import { BundleNotWritten } from "../../sources/bundle-writer/bundle-file.ts";
import { failureOfInput } from "../failure-of-input.ts";

/** Runs work that asks a source, and throws what it threw as a ToolFailure. */
export async function asToolFailure<T>(node: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failureOfSource(error, node);
  }
}

/** What a source threw, as a failure that a caller can act on; anything else is a bug and stays what it is. */
function failureOfSource(error: unknown, node: string): unknown {
  if (error instanceof AgentFailure) return new ToolFailure("node-unanswered", harmlessText(`${node}: ${error.message}`), { cause: error });
  if (error instanceof ScenarioMistake) return new ToolFailure("bad-argument", error.message, { cause: error });
  if (error instanceof BundleNotWritten) return new ToolFailure("disk-full", harmlessText(error.message), { cause: error });
  if (error instanceof InputError) return failureOfInput(error);
  return error;
}
