import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, type TestContext, test } from "node:test";
import { topFrameSchema } from "../../src/contract/top-frame.ts";
import { assertGolden, goldenText } from "./golden-file.ts";
import { root, runUllage } from "./run-ullage.ts";
import { reasonAgainstTmux, TmuxTerminal } from "./tmux-terminal.ts";
import { busy, forbidden, hostile } from "./top-recording.ts";

const escapeCharacter = "\x1b";
/** Select Graphic Rendition with a colour in it: 30 to 37, 40 to 47; 39 and 49 take one away. */
const coloured = new RegExp(`${escapeCharacter}\\[(?:\\d+;)*[34][0-7][;m]`);

const program = `${process.execPath} bin/ullage.js top --interval 0.1`;

interface ScreenCase {
  readonly golden: string;
  readonly recording?: string;
  readonly size?: readonly [number, number];
  readonly options?: string;
  readonly keys?: readonly string[];
  readonly environment?: string;
  /** What the screen has when everything before has been done. */
  readonly shows: string;
}

const usualSize: readonly [number, number] = [80, 24];

const screens: readonly ScreenCase[] = [
  { golden: "main", shows: "at its end" },
  { golden: "help", keys: ["?"], shows: "Keys of ullage top" },
  { golden: "inside", keys: ["Down", "Enter"], shows: "A recording holds" },
  { golden: "filter", keys: ["/", "c", "h", "e"], shows: "Only names with: che" },
  { golden: "counted-already", keys: ["f"], shows: "A recording was counted already" },
  { golden: "ports", keys: ["g", "g", "g", "g", "g", "g", ">", "r"], shows: "by port" },
  { golden: "suspects", keys: ["u"], shows: "Who seems to fill" },
  { golden: "occupancy", keys: ["i"], shows: "by timeout" },
  { golden: "paused", keys: ["p"], shows: "PAUSED" },
  { golden: "narrow", size: [20, 12], shows: "76,103" },
  { golden: "wide", size: [132, 16], shows: "at its end" },
  { golden: "low", size: [80, 6], shows: "76,103" },
  { golden: "too-small", size: [40, 4], shows: "terminal too small" },
  { golden: "forbidden", recording: forbidden, shows: "at its end" },
  { golden: "hostile-names", recording: hostile, shows: "at its end" },
  { golden: "ascii", environment: "LC_ALL=C", shows: "at its end" },
];

// Each waits for its recording most of the time.
suite("screens on a real terminal", { concurrency: 4 }, () => {
  for (const { golden, recording = busy, size = usualSize, options = "", keys = [], environment = "", shows } of screens) {
    test(`the screen is what top/${golden}.txt holds, on a terminal of ${size.join(" × ")}`, async (t) => {
      const terminal = openTerminal(t, ...size);
      terminal?.type(`${environment} exec ${program} --replay ${recording} ${options}`);
      if (terminal === undefined) return;
      if (keys.length > 0) await terminal.untilShows("at its end");
      terminal.press(...keys);
      await terminal.until(shows, (screen) => screen.includes(shows) && !screen.includes(program.slice(-12)));
      const path = `top/${golden}.txt`;
      assertGolden(path, await terminal.settled(goldenText(path)));
    });
  }
});

test("after each change of the terminal's size the screen is drawn anew, and the same again at the first size", async (t) => {
  const terminal = openTerminal(t, 80, 24);
  if (terminal === undefined) return;
  terminal.type(`exec ${program} --replay ${busy}`);
  await terminal.untilShows("at its end");
  const first = await terminal.settled(goldenText("top/main.txt"));
  for (const [columns, rows, shows] of [
    [132, 40, "as server"],
    [20, 12, "▼entries\n◆ deplo…kout"],
    [9, 12, "terminal"],
    [80, 24, "SYN_SENT 8.4 %"],
  ] as const) {
    terminal.resize(columns, rows);
    await terminal.untilShows(shows);
  }
  await terminal.until("the first screen again", (screen) => screen === first);
});

test("names cannot act on the terminal: its title, its colours and its other lines stay what they are", async (t) => {
  const terminal = openTerminal(t, 80, 24);
  if (terminal === undefined) return;
  terminal.type(`exec ${program} --replay ${hostile}`);
  await terminal.untilShows("at its end");
  const screen = await terminal.settled(goldenText("top/hostile-names.txt"));
  assert.match(screen, /^node-a /);
  assert.doesNotMatch(terminal.title(), /owned/);
});

test("the selected row and the use of the table are seen by more than their words; with NO_COLOR without colours", async (t) => {
  const terminal = openTerminal(t, 80, 24);
  if (terminal === undefined) return;
  await terminal.untilPrompt();
  terminal.type(`${program} --replay ${busy}`);
  const drawn = (screen: string) => ["at its end", "checkout  ", "? help"].every((part) => screen.includes(part));
  await terminal.until("the whole screen", drawn);
  const rowOf = (screen: string) => screen.split("\n").find((line) => line.includes("checkout  ")) ?? "";
  assert.match(rowOf(terminal.colouredScreen()), coloured);
  terminal.press("q");
  await terminal.untilPrompt();
  terminal.type(`NO_COLOR=1 ${program} --replay ${busy}`);
  await terminal.until("the whole screen", drawn);
  assert.doesNotMatch(terminal.colouredScreen(), coloured);
  assert.match(rowOf(terminal.colouredScreen()), new RegExp(`${escapeCharacter}\\[(?:\\d+;)*7m`));
});

for (const golden of ["main", "inside"]) {
  test(`docs/top.md shows the screen of top/${golden}.txt`, () => {
    const text = readFileSync(join(root, "docs/top.md"), "utf8");
    const screen = readFileSync(join(root, `test/golden/top/${golden}.txt`), "utf8");
    assert.ok(text.includes(`\`\`\`text\n${screen.replace(/\n{3,}/g, "\n\n")}\`\`\``));
  });
}

test("README.md shows the screen of top/main.txt", () => {
  const text = readFileSync(join(root, "README.md"), "utf8");
  const screen = readFileSync(join(root, "test/golden/top/main.txt"), "utf8");
  assert.ok(text.includes(`\`\`\`text\n${screen.replace(/\n{3,}/g, "\n\n")}\`\`\``));
});

test("without a terminal it says that there is --batch", () => {
  const { status, stdout, stderr } = runUllage(["top"]);
  assert.deepEqual([status, stdout], [64, ""]);
  assert.match(stderr, /--batch/);
});

test("a batch prints a page for each sample of a recording, and ends with it", () => {
  const { status, stdout, stderr } = runUllage(["top", "--batch", "--interval", "0.1", "--replay", busy], { COLUMNS: "132" });
  assert.deepEqual([status, stderr], [0, ""]);
  const pages = stdout.split("\n\n");
  assert.equal(pages.length, 12);
  assertGolden("top/batch.txt", `${pages.at(-1)}`);
});

test("a batch of JSON is one line a sample that keeps the contract, as many as were asked for", () => {
  const { status, stdout } = runUllage([
    "top",
    "--batch",
    "-n",
    "3",
    "--by",
    "port",
    "--limit",
    "2",
    "-o",
    "json",
    "--interval",
    "0.1",
    "--replay",
    busy,
  ]);
  assert.equal(status, 0);
  const frames = stdout
    .trimEnd()
    .split("\n")
    .map((line) => topFrameSchema.strict().parse(JSON.parse(line)));
  assert.deepEqual(
    frames.map(({ count, traffic }) => [count, traffic?.groups.map(({ key }) => key)]),
    [62_903, 64_103, 65_303].map((count) => [count, ["tcp/443", "udp/53"]]),
  );
});

test("a batch of this node says how full its table is", () => {
  const { status, stdout, stderr } = runUllage(["top", "--batch", "-n", "1", "-o", "json", "--no-names"]);
  if (status === 66) return assert.match(stderr, /nf_conntrack/);
  assert.equal(status, 0, stderr);
  assert.ok(topFrameSchema.parse(JSON.parse(stdout)).max >= 0);
});

test("a node without conntrack ends a batch with the reason", () => {
  const { status, stderr } = runUllage(["top", "--batch", "-n", "1", "--no-names", "--proc", "fixtures/proc/linux-6.18-no-conntrack/proc"]);
  assert.equal(status, 66);
  assert.match(stderr, /nf_conntrack is not loaded/);
});

for (const args of [
  ["--count", "2"],
  ["--output", "json"],
  ["--batch", "--output", "markdown"],
  ["--batch", "--filter", "port=x"],
  ["--batch", "--replay", busy, "--filter", "port=53"],
  ["--batch", "--replay", busy, "--pods", "fixtures/find/pods.json"],
  ["--batch", "--interval", "0"],
  ["--batch", "--by", "weather"],
  ["--batch", "--sort", "beauty"],
  ["--batch", "-n", "0"],
  ["--events", "5"],
  ["--batch", "--replay", busy, "--events", "5"],
]) {
  test(`ullage top ${args.join(" ").replace(busy, "FILE")} is refused as wrong usage`, () =>
    assert.equal(runUllage(["top", ...args]).status, 64));
}

function openTerminal(t: TestContext, columns: number, rows: number): TmuxTerminal | undefined {
  const because = reasonAgainstTmux();
  if (because !== undefined) {
    t.skip(because);
    return undefined;
  }
  const terminal = TmuxTerminal.open(columns, rows);
  t.after(() => terminal.close());
  return terminal;
}
