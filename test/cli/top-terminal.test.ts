import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { suite, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { reasonAgainstTmux, TmuxTerminal } from "./tmux-terminal.ts";
import { broken, busy } from "./top-recording.ts";

const program = `${process.execPath} bin/ullage.js top --interval 0.1`;

const isTold = /^ended with (\d+)\n(\d+)$/m;

/** What a shell needs to be usable again, and what is told of how the program ended. */
async function assertGivenBack(terminal: TmuxTerminal, status: string): Promise<void> {
  const shown = await terminal.untilPrompt();
  assert.match(shown, /^before$/m, "what was there before is there again");
  terminal.type("echo ended with $?; stty -a | tr ' ;' '\\n\\n' | grep -cxE 'icanon|echo|isig|ixon|icrnl'");
  const screen = await terminal.until("the status", (text) => isTold.test(text));
  const [, found, modes] = isTold.exec(screen) ?? [];
  assert.deepEqual([found, modes], [status, "5"]);
  assert.deepEqual(terminal.modes(), { isAlternate: false, hasCursor: true, wraps: true });
}

async function begun(t: TestContext, command = `${program} --replay ${busy}`, shows = "at its end"): Promise<TmuxTerminal | undefined> {
  const because = reasonAgainstTmux();
  if (because !== undefined) {
    t.skip(because);
    return undefined;
  }
  const terminal = TmuxTerminal.open(100, 24);
  t.after(() => terminal.close());
  await terminal.untilPrompt();
  terminal.type("echo before");
  // The answer with the next prompt below it, not the line that was typed.
  await terminal.until("the answer", (screen) => /^before\n.*[$#]$/m.test(screen.trimEnd()));
  terminal.type(command);
  await terminal.untilShows(shows);
  return terminal;
}

// Each waits for its recording most of the time.
suite("the terminal afterwards", { concurrency: 4 }, () => {
  for (const { how, end, status } of [
    { how: "q", end: (terminal: TmuxTerminal) => terminal.press("q"), status: "0" },
    { how: "Ctrl-C", end: (terminal: TmuxTerminal) => terminal.press("C-c"), status: "130" },
    { how: "Ctrl-C while a text is typed", end: (terminal: TmuxTerminal) => terminal.press("/", "x", "C-c"), status: "130" },
    { how: "SIGTERM", end: (terminal: TmuxTerminal) => kill(terminal, "SIGTERM"), status: "143" },
    { how: "SIGINT from elsewhere", end: (terminal: TmuxTerminal) => kill(terminal, "SIGINT"), status: "130" },
    { how: "SIGHUP", end: (terminal: TmuxTerminal) => kill(terminal, "SIGHUP"), status: "129" },
  ]) {
    test(`after ${how} the terminal is what it was before, and the status is ${status}`, async (t) => {
      const terminal = await begun(t);
      if (terminal === undefined) return;
      assert.deepEqual(terminal.modes(), { isAlternate: true, hasCursor: false, wraps: false });
      end(terminal);
      await assertGivenBack(terminal, status);
    });
  }

  test("an error in the middle gives the terminal back before it is told", async (t) => {
    const terminal = await begun(t, `${program} --replay ${broken}`, "samples-unrecognised");
    if (terminal === undefined) return;
    assert.match(terminal.screen(), /broken\.ndjson, line 3: not JSON/);
    await assertGivenBack(terminal, "66");
  });

  for (const how of ["source", "timer", "worker"]) {
    test(`a bug in a ${how} gives the terminal back before its stack is shown`, async (t) => {
      const terminal = await begun(t, `${process.execPath} test/cli/failing-top.ts ${how}`, "a bug on purpose");
      if (terminal === undefined) return;
      assert.match(terminal.screen(), /^before$/m);
      await assertGivenBack(terminal, "70");
    });
  }

  test("Ctrl-Z gives the terminal to the shell, and fg takes it again where it was", async (t) => {
    const terminal = await begun(t);
    if (terminal === undefined) return;
    terminal.press("Down");
    const before = await terminal.settled();
    terminal.press("C-z");
    await terminal.untilPrompt();
    assert.deepEqual(terminal.modes(), { isAlternate: false, hasCursor: true, wraps: true });
    terminal.resize(80, 24);
    terminal.type("fg");
    await terminal.until("a screen of the size that the terminal has by then", (screen) => screen.includes("groups,"));
    terminal.resize(100, 24);
    await terminal.until("the screen from before", (screen) => screen === before);
    assert.deepEqual(terminal.modes(), { isAlternate: true, hasCursor: false, wraps: false });
    terminal.press("q");
    await assertGivenBack(terminal, "0");
  });

  test("when the terminal itself goes away the program ends", async (t) => {
    const terminal = await begun(t);
    if (terminal === undefined) return;
    const pid = terminal.foregroundProcess();
    terminal.close();
    const deadline = performance.now() + 30_000;
    while (existsSync(`/proc/${pid}`)) {
      assert.ok(performance.now() < deadline, "it is still there");
      await sleep(30);
    }
  });
});

function kill(terminal: TmuxTerminal, signal: NodeJS.Signals): void {
  process.kill(terminal.foregroundProcess(), signal);
}
