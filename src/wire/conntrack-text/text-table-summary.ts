import type { MalformedExample } from "../../model/table-composition.ts";

export interface TextTableSummary {
  /** The formats seen, as they were recognised: `conntrack -L`, `conntrack -L -o extended`, `conntrack -E`, `/proc/net/nf_conntrack`, `conntrack -o xml`, … */
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
