import type { ScreenCharacters } from "./screen-text.ts";

/** Signs of the screen's own. */
export const screenMarks = {
  unicode: {
    cut: "…",
    floor: "≥",
    gone: "†",
    suspect: "◆",
    infrastructure: "·",
    inside: "▸",
    between: " · ",
    plusMinus: "±",
    minus: "−",
    falling: "▼",
    rising: "▲",
    full: "█",
    free: "░",
  },
  ascii: {
    cut: "~",
    floor: ">",
    gone: "x",
    suspect: "*",
    infrastructure: ".",
    inside: ">",
    between: " | ",
    plusMinus: "+-",
    minus: "-",
    falling: "v",
    rising: "^",
    full: "#",
    free: ".",
  },
} as const satisfies Record<ScreenCharacters, Readonly<Record<string, string>>>;
