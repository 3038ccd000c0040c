import { checks } from "../checks/index.ts";
import type { Finding } from "../model/finding.ts";
import { logPatterns } from "./patterns/index.ts";

/** What to do next about it, by the catalogues: a command, a tool call or words. Undefined for what an older catalogue knew. */
export function nextOfFinding({ from, source }: Pick<Finding, "from" | "source">): string | undefined {
  return (from === "check" ? commandOfCheck : nextOfPattern).get(source);
}

const commandOfCheck: ReadonlyMap<string, string> = new Map(checks.map(({ id, nextCommand }) => [id, nextCommand]));
const nextOfPattern: ReadonlyMap<string, string> = new Map(logPatterns.map(({ id, next }) => [id, next]));
