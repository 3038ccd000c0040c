import type { Component, FindingSeverity } from "../model/finding.ts";

/** A kind of line that a log can have, declared once; its page is made from this. */
export interface LogPattern {
  /** Stable for ever; the file has the same name. */
  readonly id: string;
  readonly title: string;
  readonly severity: FindingSeverity;
  readonly component: Component;
  /**
   * Which line it is, held against its message: without the time and the JSON of its carrier, of a line of syslog with host and program. Without the flags g and y;
   * bounded repetitions only, since lines come from outside.
   */
  readonly line: RegExp;
  /** Only the kernel says it, at the beginning of its message: a program that quotes the same words is passed over. */
  readonly speaker?: "kernel";
  /** The level at which the kernel says it; a line that is known to have another is a program's. */
  readonly level?: number;
  /** Words of which every such line has at least one, in lower case: what a whole file is passed over by. */
  readonly anyOf: readonly [string, ...string[]];
  readonly means: string;
  readonly doesNotMean: string;
  /** What the line is about, where there are several; from a group of the expression named `subject`. */
  readonly hasSubject?: true;
  /** What to do next: a tool call or a command, in words for a person. */
  readonly next: string;
  /** Where its words come from: a program and version, or a file of the kernel. */
  readonly source: string;
  /** Real lines that it is for, and lines that look alike and are not. */
  readonly examples: { readonly matches: readonly [string, ...string[]]; readonly quiet: readonly string[] };
}

export function defineLogPattern(pattern: LogPattern): LogPattern {
  return pattern;
}
