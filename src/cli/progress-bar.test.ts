import assert from "node:assert/strict";
import { test } from "node:test";
import { ProgressBar } from "./progress-bar.ts";

/** A terminal that remembers, and a clock that only the test moves. */
function terminalOf(columns = 80, showsProgress = true) {
  const written: string[] = [];
  return { columns, showsProgress, written, writeError: (text: string) => void written.push(text) };
}

function barAt(terminal: ReturnType<typeof terminalOf>) {
  let nowMs = 5000;
  const bar = new ProgressBar("reading the table", terminal, () => nowMs);
  return { bar, passMs: (ms: number) => (nowMs += ms) };
}

test("work of less than a second shows nothing and leaves nothing to wipe away", () => {
  const terminal = terminalOf();
  const { bar, passMs } = barAt(terminal);
  for (let step = 0; step < 9; step++) {
    passMs(100);
    bar.update(step, 9, "");
  }
  bar.clear();
  assert.deepEqual(terminal.written, []);
});

test("after a second the bar is drawn over itself, at most ten times a second, and wiped away at the end", () => {
  const terminal = terminalOf();
  const { bar, passMs } = barAt(terminal);
  passMs(1000);
  bar.update(50, 100, "50 entries");
  passMs(40);
  bar.update(52, 100, "52 entries");
  passMs(60);
  bar.update(55, 100, "55 entries");
  bar.clear();
  bar.clear();
  assert.deepEqual(terminal.written, [
    "\r\x1b[Kreading the table  ██████████░░░░░░░░░░ 50 %  50 entries",
    "\r\x1b[Kreading the table  ███████████░░░░░░░░░ 55 %  55 entries",
    "\r\x1b[K",
  ]);
});

for (const [what, done, total, line] of [
  ["an unknown total has no bar", 7, undefined, "reading the table  7 MB"],
  ["an empty total has no bar", 7, 0, "reading the table  7 MB"],
  ["more than was expected is all of it", 300, 200, "reading the table  ████████████████████ 100 %  7 MB"],
] as const) {
  test(what, () => {
    const terminal = terminalOf();
    const { bar, passMs } = barAt(terminal);
    passMs(2000);
    bar.update(done, total, "7 MB");
    assert.deepEqual(terminal.written, [`\r\x1b[K${line}`]);
  });
}

test("a narrow terminal never gets a line that would wrap", () => {
  for (const columns of [1, 10, 20, 40]) {
    const terminal = terminalOf(columns);
    const { bar, passMs } = barAt(terminal);
    passMs(2000);
    bar.update(1, 2, "1 entries");
    const [line = ""] = terminal.written;
    assert.ok(line.replace("\r\x1b[K", "").length <= Math.max(1, columns - 1), `${columns} columns: ${line}`);
  }
});

test("where standard error is no terminal nothing is ever written", () => {
  const terminal = terminalOf(80, false);
  const { bar, passMs } = barAt(terminal);
  passMs(60_000);
  bar.update(1, 2, "");
  bar.clear();
  assert.deepEqual(terminal.written, []);
});
