import type { LineCounter } from "./counter-line.ts";

/** What the counters that a search found prove, in our words. Empty where it found none. */
export function assessCounters(counters: readonly LineCounter[]): readonly string[] {
  const distinct = Map.groupBy(counters, (counter) => `${counter.name}\0${isOfCpu(counter) ? "" : (counter.subject ?? "")}`);
  const sentences = [...distinct.values()]
    .flatMap(([first]) => first ?? [])
    .filter(({ rose }) => rose !== "no-counter")
    .map(sentenceOf);
  return [...new Set(sentences)].slice(0, mostSentences);
}

const mostSentences = 12;

function sentenceOf(counter: LineCounter): string {
  const { name, value, subject, because, isHit } = counter;
  const stands = value === undefined || isOfCpu(counter) ? name : `${name} = ${value}${subject === undefined ? "" : ` on ${subject}`}`;
  const proves = isHit === true ? "a hit" : isHit === false ? "no hit" : "proves nothing by itself";
  return `${stands}: ${proves}; ${because}.`;
}

/** The increase is that of all CPUs together. */
function isOfCpu({ subject }: LineCounter): boolean {
  return subject?.startsWith("cpu ") === true;
}
