import type { SignalLevel } from "../model/signal.ts";

/** Select Graphic Rendition codes of ECMA-48: green, yellow, red, grey. */
const colourOf = { ok: 32, notice: 32, warning: 33, issue: 31, "not-evaluated": 90 } as const satisfies Record<SignalLevel, number>;

export function paintPrefix(prefix: string, level: SignalLevel): string {
  return `\x1b[${colourOf[level]}m${prefix}\x1b[39m`;
}
