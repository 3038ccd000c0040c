import { screenMarks } from "./screen-marks.ts";
import { cutEnd, padTo, type ScreenCharacters, textWidth } from "./screen-text.ts";
import type { StyledLine } from "./styled-line.ts";
import { topKeys } from "./top-keys.ts";
import type { TopState } from "./top-state.ts";

/** All keys, in two columns where they fit, and what the figures mean. */
export function helpLines({ size, characters }: TopState): readonly StyledLine[] {
  const keys = topKeys.map(({ shown, does }) => `${padTo(shown, labelWidth, "left")}${does}`);
  const half = Math.ceil(keys.length / 2);
  const columnWidth = Math.max(...keys.map(textWidth)) + 2;
  const isTwoColumns = 2 * columnWidth - 2 <= size.columns;
  const texts = isTwoColumns ? keys.slice(0, half).map((text, row) => padTo(text, columnWidth, "left") + (keys[half + row] ?? "")) : keys;
  const meanings = figureMeanings(screenMarks[characters]).map(([title, means]) => `${padTo(title, labelWidth, "left")}${means}`);
  const plain = (text: string): StyledLine => [{ text: cutEnd(text, size.columns) }];
  return [
    [{ text: cutEnd("Keys of ullage top", size.columns), style: "strong" }],
    ...texts.map(plain),
    ...(isTwoColumns ? [plain("")] : []),
    ...meanings.map(plain),
  ];
}

const labelWidth = 13;

const figureMeanings = ({
  floor,
  gone,
  suspect,
  infrastructure,
}: (typeof screenMarks)[ScreenCharacters]): readonly (readonly [title: string, means: string])[] => [
  ["drop 7 (+2)", "since this began, and since the sample before"],
  ["entries", "as client for workload, pod and namespace; else all of the group"],
  ["births/s", `connections that begin; with ${floor} where some leave no trace`],
  ["idle", "the longest that an ESTABLISHED connection is known to be"],
  ["trend", "entries in the last samples, from their lowest to their highest"],
  [`${suspect} ${gone} ${infrastructure}`, "seems to fill the table (u); a pod that is gone; infrastructure"],
  ["e", "each connection as it begins: that costs the kernel, hence for 5 s"],
  ["f", "protocol=udp state=TIME_WAIT port=53 address=10.0.0.0/8 zone=0"],
];
