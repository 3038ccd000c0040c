/** One line of Prometheus' text format. */
export interface MetricSample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

export interface MetricText {
  readonly samples: readonly MetricSample[];
  /** Lines of a wanted metric that could not be understood. */
  readonly malformedLines: number;
  /** Set when there were more samples than are kept. */
  readonly isTruncated: boolean;
}

/** What one process says of itself: an apiserver has 100,000 samples, of which nobody here wants more than some hundred. */
const maximumSamples = 10_000;
const maximumLineLength = 4096;

/** Reads the samples of the wanted metrics and passes over all others without looking into them. Histograms are wanted by `_sum` and `_count`. */
export function parsePrometheusText(text: string, wanted: ReadonlySet<string>): MetricText {
  const samples: MetricSample[] = [];
  let malformedLines = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    const nameEnd = endOfName(text, start, end);
    const name = nameEnd - start > maximumLineLength ? "" : text.slice(start, nameEnd);
    if (wanted.has(name)) {
      if (samples.length === maximumSamples) return { samples, malformedLines, isTruncated: true };
      const sample = end - start > maximumLineLength ? undefined : parseSample(name, text.slice(nameEnd, end));
      if (sample === undefined) malformedLines++;
      else samples.push(sample);
    }
    start = end + 1;
  }
  return { samples, malformedLines, isTruncated: false };
}

function endOfName(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && /[A-Za-z0-9_:]/.test(text.charAt(at))) at++;
  return at;
}

function parseSample(name: string, rest: string): MetricSample | undefined {
  const labels = new Map<string, string>();
  let tail = rest;
  if (tail.startsWith("{")) {
    const label = /[{,]\s*(?:([A-Za-z_][A-Za-z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*)?/y;
    let at = 0;
    while (tail.charAt(at) !== "}") {
      label.lastIndex = at;
      const match = label.exec(tail);
      if (match === null) return undefined;
      if (match[1] !== undefined) labels.set(match[1], unescapeLabel(match[2] ?? ""));
      at = label.lastIndex;
    }
    tail = tail.slice(at + 1);
  }
  const [, word] = /^[ \t]+(\S+)(?:[ \t]+-?\d+)?[ \t\r]*$/.exec(tail) ?? [];
  const value = word === undefined ? undefined : parseValue(word);
  return value === undefined ? undefined : { name, labels, value };
}

function parseValue(word: string): number | undefined {
  if (/^[+-]?Inf$/.test(word)) return word.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (word === "NaN") return Number.NaN;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(word) ? Number(word) : undefined;
}

function unescapeLabel(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character));
}
