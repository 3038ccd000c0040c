/** A key by its name (`up`, `enter`, `ctrl-c`), or the character it types. */
export type KeyName = string;

export type TopAct =
  | "select-previous"
  | "select-next"
  | "page-up"
  | "page-down"
  | "select-first"
  | "select-last"
  | "drill-in"
  | "drill-out"
  | "next-dimension"
  | "previous-dimension"
  | "choose-dimension"
  | "sort-left"
  | "sort-right"
  | "reverse-sort"
  | "filter-names"
  | "filter-flows"
  | "suspects"
  | "occupancy"
  | "count-births"
  | "pause"
  | "slower"
  | "faster"
  | "redraw"
  | "help"
  | "quit"
  | "interrupt";

export interface TopKey {
  readonly act: TopAct;
  readonly keys: readonly KeyName[];
  /** As people read it. */
  readonly shown: string;
  readonly does: string;
}

/** Every key of the live screen, in the order of its help. */
export const topKeys: readonly TopKey[] = [
  { act: "select-previous", keys: ["up", "k"], shown: "Up, k", does: "select the row above" },
  { act: "select-next", keys: ["down", "j"], shown: "Down, j", does: "select the row below" },
  { act: "page-up", keys: ["pageup", "ctrl-b"], shown: "PgUp", does: "a screenful up" },
  { act: "page-down", keys: ["pagedown", "ctrl-f"], shown: "PgDn", does: "a screenful down" },
  { act: "select-first", keys: ["home"], shown: "Home", does: "the first row" },
  { act: "select-last", keys: ["end"], shown: "End", does: "the last row" },
  { act: "drill-in", keys: ["enter", "right"], shown: "Enter, Right", does: "look inside the row" },
  { act: "drill-out", keys: ["escape", "backspace", "left"], shown: "Esc, Left", does: "back out" },
  { act: "next-dimension", keys: ["g", "tab"], shown: "g, Tab", does: "group by the next" },
  { act: "previous-dimension", keys: ["G", "shift-tab"], shown: "G", does: "group by the one before" },
  { act: "choose-dimension", keys: ["1", "2", "3", "4", "5", "6", "7", "8"], shown: "1 to 8", does: "group by this one" },
  { act: "sort-right", keys: [">", "s"], shown: ">, s", does: "sort by the next" },
  { act: "sort-left", keys: ["<", "S"], shown: "<, S", does: "sort by the one before" },
  { act: "reverse-sort", keys: ["r"], shown: "r", does: "reverse the order" },
  { act: "filter-names", keys: ["/"], shown: "/", does: "names with this in them" },
  { act: "filter-flows", keys: ["f"], shown: "f", does: "count only some entries" },
  { act: "occupancy", keys: ["i"], shown: "i", does: "how long its entries stay" },
  { act: "count-births", keys: ["e"], shown: "e", does: "births by events, for 5 s" },
  { act: "suspects", keys: ["u"], shown: "u", does: "who seems to fill it" },
  { act: "pause", keys: ["p", " "], shown: "p, Space", does: "pause, and go on" },
  { act: "slower", keys: ["+"], shown: "+", does: "a longer interval" },
  { act: "faster", keys: ["-"], shown: "-", does: "a shorter interval" },
  { act: "redraw", keys: ["ctrl-l"], shown: "Ctrl-L", does: "draw the screen again" },
  { act: "help", keys: ["?", "h"], shown: "?, h", does: "this help" },
  { act: "quit", keys: ["q"], shown: "q", does: "quit" },
  { act: "interrupt", keys: ["ctrl-c"], shown: "Ctrl-C", does: "quit with status 130" },
];

export function actOfKey(name: KeyName): TopAct | undefined {
  return topKeys.find(({ keys }) => keys.includes(name))?.act;
}
