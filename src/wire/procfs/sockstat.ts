import type { Counters } from "../../model/node-snapshot.ts";
import { camelCase, capitalise } from "./camel-case.ts";
import { decimalNumber, wordsOf } from "./number-text.ts";

/** /proc/net/sockstat and sockstat6: `TCP: inuse 1 orphan 0` becomes `tcpInuse` and `tcpOrphan`. Words that are no name and number are left out. */
export function parseSockstat(text: string): Counters {
  return Object.fromEntries(text.split("\n").flatMap(countersOfLine));
}

function countersOfLine(line: string): [string, number][] {
  const [heading = "", ...words] = wordsOf(line);
  if (!heading.endsWith(":")) return [];
  const prefix = camelCase(heading.slice(0, -1));
  return words.flatMap((name, at) => {
    const value = at % 2 === 0 ? decimalNumber(words[at + 1] ?? "") : undefined;
    return value === undefined ? [] : [[prefix + capitalise(camelCase(name)), value] satisfies [string, number]];
  });
}
