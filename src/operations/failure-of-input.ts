import type { InputError } from "../platform/input-error.ts";
import { ToolFailure } from "../platform/tool-failure.ts";
import { harmlessText } from "../report/harmless-text.ts";

/** A bundle that is no good is one thing, whatever is wrong with it; anything else that could not be read is not to be had here. */
export function failureOfInput(error: InputError): ToolFailure {
  const isBundle = error.code.startsWith("bundle-") || error.code.startsWith("file-") || error.code === "recording-malformed";
  return new ToolFailure(isBundle ? "bundle-unreadable" : "not-available", harmlessText(error.message), {
    next: error.advice,
    cause: error,
  });
}
