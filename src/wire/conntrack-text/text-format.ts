import { formatMark } from "./flow-row-scanner.ts";

/** Names the format as the command that prints it. */
export function describeTextFormat(marks: number, entries: number): string {
  if (entries === 0) return "none recognised";
  const has = (mark: number) => (marks & mark) !== 0;
  const options = [
    ...(has(formatMark.xml) ? ["xml"] : []),
    // conntrack leaves the default zone out and the kernel's own file prints it.
    ...(has(formatMark.familyColumn) && !has(formatMark.zoneZero) ? ["extended"] : []),
    ...(has(formatMark.eventTime) ? ["timestamp"] : []),
    ...(has(formatMark.id) ? ["id"] : []),
    ...(has(formatMark.startTime) ? ["ktimestamp"] : []),
    ...(has(formatMark.labels) ? ["labels"] : []),
  ];
  const suffix = options.length === 0 ? "" : ` -o ${options.join(",")}`;
  if (has(formatMark.event)) return `conntrack -E${suffix}`;
  if (has(formatMark.familyColumn) && has(formatMark.zoneZero)) return "/proc/net/nf_conntrack";
  return `conntrack -L${suffix}`;
}
