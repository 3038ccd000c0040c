import assert from "node:assert/strict";

/** As strict as the OpenMetrics specification 1.0 is about text without timestamps and exemplars: throws at the first line that it does not allow. */
export interface OpenMetricsFamily {
  readonly name: string;
  readonly type: string;
  readonly unit?: string;
  readonly help?: string;
  readonly samples: readonly { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}

interface Draft {
  name: string;
  type?: string;
  unit?: string;
  help?: string;
  samples: { name: string; labels: Record<string, string>; value: number }[];
}

const suffixes: Readonly<Record<string, readonly string[]>> = { counter: ["_total"], gauge: [""], info: ["_info"], unknown: [""] };

export function parseOpenMetrics(text: string): readonly OpenMetricsFamily[] {
  assert.ok(text.endsWith("# EOF\n"), "the last line is # EOF with a newline");
  assert.ok(!text.includes("\r"), "lines end in a line feed alone");
  const lines = text.slice(0, -"# EOF\n".length).split("\n");
  assert.equal(lines.pop(), "", "every line ends in a line feed");
  const families = new Map<string, Draft>();
  let current: Draft | undefined;
  for (const line of lines) {
    assert.notEqual(line, "", "no line is empty");
    assert.notEqual(line, "# EOF", "# EOF stands at the end alone");
    if (line.startsWith("#")) current = readMetadata(line, families, current);
    else readSample(line, current);
  }
  const suffixed = [...families.values()].flatMap(({ name, type = "unknown" }) => (suffixes[type] ?? []).map((suffix) => name + suffix));
  assert.equal(new Set(suffixed).size, suffixed.length, "samples of two families have one name");
  return [...families.values()].map(({ type = "unknown", ...family }) => ({ type, ...family }));
}

function readMetadata(line: string, families: Map<string, Draft>, current: Draft | undefined): Draft {
  const [, keyword = "", name = "", rest = ""] = /^# (TYPE|UNIT|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line) ?? assert.fail(line);
  let family = current;
  if (family?.name !== name) {
    assert.ok(!families.has(name), `families are not interleaved: ${name}`);
    family = { name, samples: [] };
    families.set(name, family);
  }
  assert.equal(family.samples.length, 0, `${keyword} of ${name} stands before its samples`);
  if (keyword === "TYPE") {
    assert.equal(family.type, undefined, `${name} has one type`);
    assert.ok(Object.hasOwn(suffixes, rest), `type ${rest}`);
    // No family may be called as the samples of its type are.
    assert.ok(!name.endsWith("_total") && !name.endsWith("_info"), name);
    family.type = rest;
  } else if (keyword === "UNIT") {
    assert.equal(family.unit, undefined);
    assert.ok(name.endsWith(`_${rest}`) && rest !== "", `${name} ends in its unit ${rest}`);
    assert.notEqual(family.type, "info", "an info has no unit");
    family.unit = rest;
  } else {
    assert.equal(family.help, undefined);
    assert.match(rest, /^(?:[^\\"\n]|\\[\\"n])*$/, "help is escaped");
    family.help = rest;
  }
  return family;
}

function readSample(line: string, family: Draft | undefined): void {
  const [, name = "", braces, number = ""] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? assert.fail(line);
  assert.ok(family !== undefined && (suffixes[family.type ?? "unknown"] ?? []).includes(name.slice(family.name.length)), line);
  assert.ok(name.startsWith(family.name), line);
  const labels: Record<string, string> = {};
  const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^\\"\n]|\\[\\"n])*)"(,|$)/y;
  if (braces !== undefined) {
    for (let at = 0; at < braces.length || at === 0; at = label.lastIndex) {
      label.lastIndex = at;
      const [, key = "", value = "", comma] = label.exec(braces) ?? assert.fail(line);
      assert.ok(!Object.hasOwn(labels, key), `label ${key} stands once: ${line}`);
      assert.ok(comma === "" || label.lastIndex < braces.length, "no comma at the end");
      labels[key] = value.replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character));
    }
  }
  const value = readNumber(number);
  if (family.type === "counter") assert.ok(value >= 0, `a counter is not negative or NaN: ${line}`);
  if (family.type === "info") assert.equal(value, 1, line);
  const same = family.samples.find((sample) => sample.name === name && JSON.stringify(sample.labels) === JSON.stringify(labels));
  assert.equal(same, undefined, `twice: ${line}`);
  family.samples.push({ name, labels, value });
}

function readNumber(text: string): number {
  if (text === "+Inf") return Number.POSITIVE_INFINITY;
  if (text === "-Inf") return Number.NEGATIVE_INFINITY;
  if (text === "NaN") return Number.NaN;
  assert.match(text, /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/);
  return Number(text);
}
