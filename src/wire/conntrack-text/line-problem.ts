/** Why a line or an XML element that looks like an entry could not be read. The byte parser and the string parser give the same codes. */
export const lineProblem = {
  none: 0,
  start: 1,
  protocol: 2,
  timeout: 3,
  source: 4,
  destination: 5,
  sourcePort: 6,
  destinationPort: 7,
  icmp: 8,
  zone: 9,
  mark: 10,
  id: 11,
  useCount: 12,
  counters: 13,
  thirdTuple: 14,
  missingOriginal: 15,
  missingReply: 16,
  missingPorts: 17,
  missingIcmp: 18,
  mixedFamilies: 19,
  familyColumn: 20,
  tooLong: 21,
  remarkInside: 22,
  icmpPorts: 23,
} as const;

export type LineProblemCode = (typeof lineProblem)[keyof typeof lineProblem];

const texts: Readonly<Record<number, string>> = {
  [lineProblem.none]: "nothing is wrong",
  [lineProblem.start]: "it does not begin as an entry does",
  [lineProblem.protocol]: "protocol number is not a number from 0 to 255",
  [lineProblem.timeout]: "timeout is not a number",
  [lineProblem.source]: "src= is not an address",
  [lineProblem.destination]: "dst= is not an address",
  [lineProblem.sourcePort]: "source port or key is not a 16-bit number",
  [lineProblem.destinationPort]: "destination port or key is not a 16-bit number",
  [lineProblem.icmp]: "ICMP type, code or id is not a number in its range",
  [lineProblem.zone]: "zone is not a 16-bit number",
  [lineProblem.mark]: "mark is not a 32-bit number",
  [lineProblem.id]: "id is not a 32-bit number",
  [lineProblem.useCount]: "use= is not a number",
  [lineProblem.counters]: "packets= or bytes= is not a number",
  [lineProblem.thirdTuple]: "it has more than two tuples (src=)",
  [lineProblem.missingOriginal]: "src= or dst= of the original direction is missing",
  [lineProblem.missingReply]: "src= or dst= of the reply direction is missing",
  [lineProblem.missingPorts]: "a port is missing",
  [lineProblem.missingIcmp]: "type, code or id of ICMP is missing",
  [lineProblem.mixedFamilies]: "it mixes IPv4 and IPv6 addresses",
  [lineProblem.familyColumn]: "the family column and the addresses disagree",
  [lineProblem.tooLong]: "it is longer than an entry can be",
  [lineProblem.icmpPorts]: "it is of ICMP and has ports",
  [lineProblem.remarkInside]: "a remark of the tool stands inside it",
};

export function describeLineProblem(code: number): string {
  return texts[code] ?? `problem ${code}`;
}

/** Said of the last line when the text ends in the middle of it: the file was cut, or the collector was. */
export function describeCutLine(code: number): string {
  return code === lineProblem.none
    ? "the text ends inside this line: use= is missing"
    : `the text ends inside this line: ${describeLineProblem(code)}`;
}
