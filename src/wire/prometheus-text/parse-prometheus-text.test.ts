import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parsePrometheusText } from "./parse-prometheus-text.ts";

const read = (text: string, ...wanted: readonly string[]) => {
  const { samples, ...rest } = parsePrometheusText(text, new Set(wanted));
  return { samples: samples.map(({ name, labels, value }) => [name, Object.fromEntries(labels), value]), ...rest };
};

const whole = { malformedLines: 0, isTruncated: false };

const cases = [
  { what: "a sample without labels", text: "up 1\n", samples: [["up", {}, 1]] },
  { what: "no newline at the end", text: "up 1", samples: [["up", {}, 1]] },
  {
    what: "empty braces, a comma at their end, and a time stamp",
    text: 'up{} 1\nup{a="b",} 2.5e+03 1700000000000\n',
    samples: [
      ["up", {}, 1],
      ["up", { a: "b" }, 2500],
    ],
  },
  {
    what: "escapes within labels",
    text: String.raw`up{path="C:\\x",say="\"hi\"\n",brace="a}b"} 3`,
    samples: [["up", { path: "C:\\x", say: '"hi"\n', brace: "a}b" }, 3]],
  },
  {
    what: "infinities",
    text: "up +Inf\nup -Inf\n",
    samples: [
      ["up", {}, Number.POSITIVE_INFINITY],
      ["up", {}, Number.NEGATIVE_INFINITY],
    ],
  },
  {
    what: "metrics that nobody asked for, and names that begin alike",
    text: "down 1\nup_total 2\n# HELP up x\n# TYPE up gauge\nup 4\n\n",
    samples: [["up", {}, 4]],
  },
  { what: "carriage returns", text: "up 1\r\n", samples: [["up", {}, 1]] },
] as const;

for (const { what, text, samples } of cases) {
  test(`reads ${what}`, () => assert.deepEqual(read(text, "up"), { samples, ...whole }));
}

for (const line of ["up", "up x", 'up{a="b} 1', "up{a=b} 1", "up{ 1", "up 0x10", 'up{a="b"}1', `up{a="${"x".repeat(5000)}"} 1`]) {
  test(`${line.slice(0, 20)} is counted as malformed, and the next line is read`, () => {
    assert.deepEqual(read(`${line}\nup 7\n`, "up"), { samples: [["up", {}, 7]], malformedLines: 1, isTruncated: false });
  });
}

test("a flood of samples is cut off", () => {
  const { samples, isTruncated } = parsePrometheusText("up 1\n".repeat(20_000), new Set(["up"]));
  assert.equal(samples.length, 10_000);
  assert.equal(isTruncated, true);
});

test("whatever is written is read back", () => {
  const escapeLabel = (value: string) => value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  const label = fc.tuple(
    fc.stringMatching(/^[a-z_]{1,8}$/),
    fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => !/[\r\u2028\u2029]/.test(text)),
  );
  fc.assert(
    fc.property(fc.array(label, { maxLength: 4 }), fc.double({ noNaN: true, noDefaultInfinity: true }), (pairs, value) => {
      const labels = Object.fromEntries(pairs);
      const text = Object.entries(labels)
        .map(([name, inner]) => `${name}="${escapeLabel(inner)}"`)
        .join(",");
      assert.deepEqual(read(`up{${text}} ${value}\n`, "up").samples, [["up", labels, Number(String(value))]]);
    }),
  );
});

test("rubbish ends in a value", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("up", "{", "}", '"', "\\", ",", "=", " ", "\n", "1", "a")), (parts) => {
      const { samples, malformedLines } = parsePrometheusText(parts.join(""), new Set(["up"]));
      assert.ok(samples.length + malformedLines <= parts.length);
    }),
  );
});
