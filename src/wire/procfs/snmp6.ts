import type { Counters } from "../../model/node-snapshot.ts";
import { camelCase } from "./camel-case.ts";
import { decimalNumber, wordsOf } from "./number-text.ts";

/** /proc/net/snmp6: one name and value a line, `Udp6NoPorts 12` becomes `udp6NoPorts`. Lines that are no name and number are left out. */
export function parseSnmp6(text: string): Counters {
  return Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const [name, digits, ...rest] = wordsOf(line);
      const value = digits === undefined ? undefined : decimalNumber(digits);
      return name === undefined || value === undefined || rest.length > 0 ? [] : [[camelCase(name), value] as const];
    }),
  );
}
