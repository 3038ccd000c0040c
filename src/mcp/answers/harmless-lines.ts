import { harmlessText } from "../../report/harmless-text.ts";

/** Shows what would act instead of being read, but for the ends of lines: a file is read in lines. */
export function harmlessLines(text: string): string {
  return text.includes("\n") ? text.split("\n").map(harmlessText).join("\n") : harmlessText(text);
}
