import type { MalformedExample } from "../../model/table-composition.ts";

export interface TextTableSummary {
  /** The command or file that prints such a text, `conntrack -L -o extended` for example. /proc/net/ip_conntrack reads as `conntrack -L`. */
  readonly format: string;
  readonly lines: number;
  readonly entries: number;
  /** Blank lines, shell headers, remarks of the tool: recognised, and not entries. */
  readonly ignored: number;
  readonly malformedCount: number;
  /** The first twenty. */
  readonly malformed: readonly MalformedExample[];
  /** `key=value` and `[FLAG]` tokens that no version of the format we know has. */
  readonly unknownTokens: number;
}
