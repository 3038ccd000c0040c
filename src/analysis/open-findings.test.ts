import assert from "node:assert/strict";
import { test } from "node:test";
import type { Signal, SignalLevel } from "../model/signal.ts";
import { OpenFindings } from "./open-findings.ts";

/** One letter a look: quiet, notice, warning, issue, - for not evaluated, . for no signal at all while another of the same check is quiet. */
type Look = "q" | "n" | "w" | "i" | "-" | ".";
const levelOf = { q: "ok", n: "notice", w: "warning", i: "issue", "-": "not-evaluated" } as const satisfies Partial<
  Record<Look, SignalLevel>
>;

function signalsOf(look: Look): readonly Signal[] {
  const signal = (level: SignalLevel, subject: string): Signal => ({
    id: "pod-tables",
    subject,
    level,
    line: level,
    source: "",
    takenAtMs: 0,
  });
  return look === "." ? [signal("ok", "other")] : [signal(levelOf[look], "one")];
}

/** What is told at each look, joined: `o`pened, `w`orsened, `c`losed after so many seconds. */
function told(looks: string, quietLooks = 3): string {
  const findings = new OpenFindings(quietLooks);
  return [...looks]
    .map((look, number) =>
      findings
        .look(signalsOf(look as Look), { atMs: 5000 + number * 2000, monotonicMs: number * 2000 })
        .map((change) => (change.kind === "closed" ? `c${change.lastedSeconds}` : change.kind.slice(0, 1)))
        .join("+"),
    )
    .join(",");
}

for (const [what, looks, expected] of [
  ["a quiet node opens nothing", "qqnq", ",,,"],
  ["one opens at the first warning, and not again while it lasts", "qwwww", ",o,,,"],
  ["one closes after three quiet looks, and lasted until the first of them", "wwqqq", "o,,,,c4"],
  ["notice is quiet", "wnnn", "o,,,c2"],
  ["one that comes and goes is one finding", "wqwqqwqwqq", "o,,,,,,,,,"],
  ["a warning that becomes an issue is told once, however often it falls back", "wiwiwi", "o,w,,,,"],
  ["looks at which nothing could be seen neither close nor count", "w-q-q-q", "o,,,,,,c4"],
  ["a subject that is gone is quiet", "w...", "o,,,c2"],
  ["it opens anew after it was closed", "iqqqi", "o,,,c2,o"],
] as const) {
  test(what, () => assert.equal(told(looks), expected));
}

test("the id is the same for the same check and subject, and another for another", () => {
  const idOf = (subject: string) => {
    const [change] = new OpenFindings().look([{ id: "usage", subject, level: "issue", line: "", source: "", takenAtMs: 0 }], {
      atMs: 0,
      monotonicMs: 0,
    });
    return change?.finding.id;
  };
  assert.equal(idOf("a"), idOf("a"));
  assert.notEqual(idOf("a"), idOf("b"));
});

test("what is open is listed with its worst signal, oldest first", () => {
  const findings = new OpenFindings();
  const signal = (id: string, level: SignalLevel): Signal => ({ id, level, line: `${id} ${level}`, source: "", takenAtMs: 0 });
  findings.look([signal("drops", "issue")], { atMs: 1, monotonicMs: 1 });
  findings.look([signal("drops", "warning"), signal("usage", "warning")], { atMs: 2, monotonicMs: 2 });
  assert.deepEqual(
    findings.list().map(({ signal: { line }, worst, openedAtMs }) => [line, worst.line, openedAtMs]),
    [
      ["drops warning", "drops issue", 1],
      ["usage warning", "usage warning", 2],
    ],
  );
});
