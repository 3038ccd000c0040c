import { z } from "zod";
import { untrusted } from "../untrusted.ts";

/** What every answer of a tool may have beside its own. */
export const answerEnvelope = {
  success: z.literal(true),
  /** What could not be looked at, and why: "not evaluated" is never a zero. */
  gaps: z.array(untrusted()).optional(),
  confidence: z.enum(["high", "medium", "low", "none"]).optional(),
  /** The tool call or command that comes next. */
  nextStep: z.string().optional(),
  /** Lists that were shortened to stay within max_bytes: how many are shown of how many. */
  omitted: z.record(z.string(), z.string()).optional(),
} as const;

/** What every tool takes beside its own: of the answer, at most so many. */
export const commonInput = {
  max_bytes: z.int().min(2_000).max(1_000_000).default(25_000),
} as const;

/** Of whatever is counted, in bytes or in pieces. */
export const count = z.int().nonnegative();

/** The node, instance or bundle that a tool asks about. */
export const instanceIdInput = z.string().min(1).max(300).describe("Node name, i-… or bundle id.");

/** A parameter of the tools that these have their names from; there is no other region here to be asked. */
export const regionInput = z.string().max(100).optional().describe("Passed over; gaps says so.");

export interface ToolContract<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  /** What it is for, and when not to use it: read by a language model, so short. */
  readonly description: string;
  /** `core` is what the conntrack runbook needs, and ours. */
  readonly set: "core" | "more";
  /** No tool changes a node. `collect` writes a bundle to the shelf and so is not read-only. */
  readonly annotations: { readonly readOnly: boolean; readonly idempotent: boolean; readonly openWorld: boolean };
  readonly input: Input;
  readonly output: Output;
}

export function defineToolContract<const Input extends z.ZodObject, const Output extends z.ZodObject>(
  contract: ToolContract<Input, Output>,
): ToolContract<Input, Output> {
  return contract;
}

export type ToolInput<C> = C extends ToolContract<infer Input, z.ZodObject> ? z.output<Input> : never;

export type ToolOutput<C> = C extends ToolContract<z.ZodObject, infer Output> ? Shown<z.input<Output>> : never;

/** An answer is made of results that nobody changes. */
type Shown<T> = T extends object ? { readonly [K in keyof T]: Shown<T[K]> } : T;
