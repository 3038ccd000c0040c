import { WireError } from "../bytes/wire-error.ts";
import { decimalNumber, wordsOf } from "./number-text.ts";

export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/** Undefined when the file holds anything but one number. */
export function parseSysctlNumber(text: string): number | undefined {
  return decimalNumber(text.trim());
}

/** Two numbers on a line, as in net.ipv4.ip_local_port_range. */
export function parseSysctlRange(text: string): NumberRange {
  const [from, to, ...rest] = wordsOf(text).map(decimalNumber);
  if (from === undefined || to === undefined || rest.length > 0) throw new WireError("bad-value", 0, "a range is two numbers");
  return { from, to };
}

/** `30000-32767,8080`, as in net.ipv4.ip_local_reserved_ports; an empty line is an empty list. */
export function parsePortList(text: string): readonly NumberRange[] {
  return text
    .trim()
    .split(",")
    .filter(Boolean)
    .map((item) => {
      const [from, to = from, ...rest] = item.split("-").map(decimalNumber);
      if (from === undefined || to === undefined || rest.length > 0)
        throw new WireError("bad-value", text.indexOf(item), "a list of ports holds numbers and ranges");
      return { from, to };
    });
}

/** How many numbers of `range` the list covers; the kernel prints its lists sorted and without overlaps. */
export function countCovered(range: NumberRange, list: readonly NumberRange[]): number {
  return list.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, range.to) - Math.max(from, range.from) + 1), 0);
}
