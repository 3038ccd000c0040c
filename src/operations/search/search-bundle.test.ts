import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { SearchThreads } from "../../sources/search/search-threads.ts";
import type { TextPlace } from "../bundle-shelf/bundle-shelf.ts";
import { type SearchBundleOptions, searchBundle } from "./search-bundle.ts";
import type { SearchOutcome } from "./search-outcome.ts";

const threads = new SearchThreads();
after(() => threads.close());

function placed(t: TestContext, texts: Readonly<Record<string, string | Uint8Array>>): readonly TextPlace[] {
  const folder = mkdtempSync(join(tmpdir(), "ullage-search-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return Object.entries(texts).map(([path, text], number) => {
    const diskPath = join(folder, String(number));
    const bytes = Buffer.from(text as string);
    writeFileSync(diskPath, bytes);
    return { path, diskPath, start: 0, bytes: bytes.length };
  });
}

function search(places: readonly TextPlace[], pattern: string, options: Partial<SearchBundleOptions> = {}): Promise<SearchOutcome> {
  return searchBundle(places, { pattern, signal: new AbortController().signal, threads, ...options });
}

const linesOf = ({ files }: SearchOutcome) =>
  files.flatMap(({ path, matches }) => matches.map(({ lineNumber, line }) => `${path}:${lineNumber}:${line}`));

test("each line that the query is found in is told with its number and what stands around it", async (t) => {
  const places = placed(t, { a: "one\ntwo\r\nthree\nFOUR\nfive\nsix", b: "none\n", c: "" });
  const outcome = await search(places, "three|four|six");
  assert.deepEqual(outcome, {
    files: [
      {
        path: "a",
        matches: [
          { lineNumber: 3, line: "three", isCut: false, foundAt: 0, before: ["one", "two"], after: ["FOUR", "five"] },
          { lineNumber: 4, line: "FOUR", isCut: false, foundAt: 0, before: ["two", "three"], after: ["five", "six"] },
          { lineNumber: 6, line: "six", isCut: false, foundAt: 0, before: ["FOUR", "five"], after: [] },
        ],
      },
    ],
    isPartial: false,
    hungIn: [],
    untimed: 3,
    outside: 0,
    coverage: { filesInAll: 3, filesSearched: 3, skipped: [], partly: [], notReached: [] },
  });
});

for (const [name, text, pattern, lines] of [
  ["case matters only when it is asked to", "Foo\nfoo\n", "(?-i)Foo", [1]],
  ["letters beyond ASCII are folded", "été\nÉTÉ\nete\nПРИВЕТ\n", "été|привет", [1, 2, 4]],
  [
    "bytes that are no UTF-8 stand for one unknown character",
    Buffer.from("caf\xe9 \xff\xe2\n\xc3\nx needle\n", "latin1"),
    "caf. .|needle",
    [1, 3],
  ],
  ["a match never goes from one line to the next", "foo\nbar\nfoo bar\n", "foo\\s+bar|foo[^x]bar", [3]],
  ["the ends of the line are not those of the text", "ab\nb\nba\n", "^b", [2, 3]],
  ["the end of a line may be that of Windows", "ab\r\nba\r\n", "b$", [1]],
  ["an empty line is a line", "a\n\nb\n", "^$", [2]],
  ["a negative look ahead ends with the line", "foo\nbar\nfoobar\n", "foo(?!.*bar|\\s*bar)", [1]],
  ["a log that was cut while it was written begins with NUL bytes", `${"\0".repeat(30_000)}\nneedle\n`, "needle", [2]],
  ["a NUL byte far within a text is a character of it", `${"x\n".repeat(40_000)}need\0le\n`, "need.le", [40_001]],
] as const) {
  test(name, async (t) => {
    const { files } = await search(placed(t, { a: text }), pattern);
    assert.deepEqual(
      files.flatMap(({ matches }) => matches.map(({ lineNumber }) => lineNumber)),
      lines,
    );
  });
}

test("files that are no text, or gone, are passed over and named", async (t) => {
  const places = placed(t, { journal: Buffer.from("LPKSHHRH\0\0needle\n"), gone: "needle\n", a: "needle\n" });
  rmSync(places[1]?.diskPath ?? "");
  const { files, coverage, isPartial } = await search(places, "needle");
  assert.deepEqual(
    files.map(({ path }) => path),
    ["a"],
  );
  assert.deepEqual(
    coverage.skipped.map(({ file }) => file),
    ["journal", "gone"],
  );
  assert.equal(coverage.filesSearched, 1);
  assert.equal(isPartial, false);
});

test("a file may lie anywhere within another", async (t) => {
  const [whole] = placed(t, { tar: "headneedle one\nlast needletail needle" });
  assert.ok(whole !== undefined);
  const outcome = await search([{ ...whole, path: "a", start: 4, bytes: "needle one\nlast needle".length }], "^.*needle.*$");
  assert.deepEqual(linesOf(outcome), ["a:1:needle one", "a:2:last needle"]);
  assert.deepEqual(outcome.files[0]?.matches[0]?.after, ["last needle"]);
});

test("long lines are judged in pieces, of which a part is shown", { timeout: 20_000 }, async (t) => {
  const filler = "b".repeat(3_000_000);
  const places = placed(t, { a: `start ${filler} needle ${filler} end\nneedle two\nafter\n` });
  const outcome = await search(places, "needle");
  assert.deepEqual(
    outcome.files[0]?.matches.map(({ lineNumber, isCut, line }) => [lineNumber, isCut, line.includes("needle"), line.length]),
    [
      [1, true, true, 1_000],
      [2, false, true, 10],
    ],
  );
  assert.match(outcome.coverage.partly[0]?.because ?? "", /1 lines of more than/);
  assert.equal(outcome.isPartial, false);
  for (const [pattern, lines] of [
    ["^needle", [2]],
    ["^start", [1]],
    ["b end$", [1]],
    ["^start.*end$", []],
    ["^b", []],
    ["two", [2]],
  ] as const) {
    const { files } = await search(places, pattern);
    assert.deepEqual(files[0]?.matches.map(({ lineNumber }) => lineNumber) ?? [], lines, pattern);
  }
});

test("a file of 500 MB that is one line neither hangs nor takes memory", { timeout: 60_000 }, async (t) => {
  // What follows the text is bytes of 0, which the disk does not hold.
  const places = placed(t, { a: "a line\n".repeat(20_000) });
  truncateSync(places[0]?.diskPath ?? "", 500_000_000);
  const before = process.memoryUsage().rss;
  const outcome = await search([{ ...places[0], bytes: 500_000_000 } as TextPlace], "needle");
  assert.equal(outcome.files.length, 0);
  assert.ok(process.memoryUsage().rss - before < 200e6);
});

test("as many lines are found as are asked for, the first ones, whoever finds them", { timeout: 20_000 }, async (t) => {
  const text = (name: string) =>
    Array.from({ length: 300_000 }, (_, number) => `${name} line ${number} with some words behind it`).join("\n");
  const places = placed(t, { a: `no\n${text("a")}`, b: text("b") });
  const outcome = await search(places, "line \\d*99 ", { maxMatches: 7 });
  assert.deepEqual(
    linesOf(outcome).map((line) => line.slice(0, 13)),
    ["a:101:a line ", "a:201:a line ", "a:301:a line ", "a:401:a line ", "a:501:a line ", "a:601:a line ", "a:701:a line "],
  );
  assert.equal(outcome.stoppedBy, "enough");
  assert.equal(outcome.isPartial, true);
  // The same far behind the first ranges, where lines are counted by others.
  const far = await search(places, "a line 299999 |b line 0 ");
  assert.deepEqual(
    linesOf(far).map((line) => line.slice(0, 15)),
    ["a:300001:a line", "b:1:b line 0 wi"],
  );
  assert.equal(far.isPartial, false);
});

test("what is found is what each line by itself says", { timeout: 120_000 }, async (t) => {
  const word = fc.constantFrom(
    "error",
    "Error 17",
    "x",
    " ",
    "é",
    "10.0.1.5",
    "",
    "table full",
    "\r",
    "\t",
    "y".repeat(3_000),
    "z".repeat(70_000),
  );
  const text = fc.array(
    fc.array(word, { maxLength: 5 }).map((words) => words.join(" ")),
    { maxLength: 60 },
  );
  const pattern = fc.constantFrom("error", "error\\s\\d+", "^x", "y$|É", "\\d+\\.\\d", "^$", "z", "(?!.*error)table", "[^x]");
  await fc.assert(
    fc.asyncProperty(text, pattern, fc.boolean(), async (lines, query, endsWithLine) => {
      const whole = lines.join("\n") + (endsWithLine && lines.length > 0 ? "\n" : "");
      const expected = (whole.endsWith("\n") ? whole.slice(0, -1) : whole)
        .split("\n")
        .flatMap((line, number) => (whole !== "" && new RegExp(query, "isu").test(line.replace(/\r$/, "")) ? [number + 1] : []));
      const { files } = await search(placed(t, { a: whole }), query, { maxMatches: 500 });
      assert.deepEqual(files[0]?.matches.map(({ lineNumber }) => lineNumber) ?? [], expected);
    }),
    { numRuns: 60 },
  );
});

test("only lines of the window are told, and those that tell no time", async (t) => {
  const places = placed(t, {
    messages: "Jan 15 12:00:00 n kernel: needle\nJan 15 12:01:00 n kernel: needle\nJan 15 12:02:00 n kernel: needle\n",
    klog: "I0115 12:01:30.000000 1 needle\nI0115 11:01:30.000000 1 needle\nneedle\n",
    dmesg: "[   60.000000] needle\n[  600.000000] needle\n",
  });
  const at = (clock: string) => Date.parse(`2026-01-15T${clock}Z`);
  const outcome = await search(places, "needle", {
    window: { startMs: at("12:00:30"), endMs: at("12:01:40"), context: { collectedAtMs: at("12:03:00") }, bootedAtMs: at("12:00:00") },
  });
  assert.deepEqual(
    outcome.files.map(({ path, matches }) => [path, ...matches.map(({ lineNumber }) => lineNumber)]),
    [
      ["messages", 2],
      ["klog", 1, 3],
      ["dmesg", 1],
    ],
  );
  assert.equal(outcome.files[0]?.matches[0]?.atMs, at("12:01:00"));
  assert.deepEqual({ untimed: outcome.untimed, outside: outcome.outside }, { untimed: 1, outside: 4 });
});

const evil = `${"a".repeat(60)}!\n`;

test("a line that the query hangs in costs that file, which is named; the rest is searched", { timeout: 20_000 }, async (t) => {
  const places = placed(t, { before: "aaa\n", evil: `aa\n${evil}aaaa\n`, behind: "x\naaaaa\n" });
  const outcome = await search(places, "^(a+)+$");
  assert.deepEqual(linesOf(outcome), ["before:1:aaa", "evil:1:aa", "behind:2:aaaaa"]);
  assert.deepEqual(outcome.hungIn, ["evil"]);
  assert.equal(outcome.isPartial, true);
  assert.match(outcome.coverage.partly.find(({ file }) => file === "evil")?.because ?? "", /hung/);
});

test("behind a range that the query hung in lines have their numbers all the same", { timeout: 20_000 }, async (t) => {
  const filler = "some words that are no match at all\n".repeat(150_000);
  const { files, hungIn } = await search(placed(t, { log: `aaa\n${evil}${filler}aaaa\n` }), "^(a+)+$");
  assert.deepEqual(hungIn, ["log"]);
  assert.deepEqual(
    files[0]?.matches.map(({ lineNumber }) => lineNumber),
    [1, 150_003],
  );
});

test("when the query hangs everywhere, what was found until the time is over is told", { timeout: 20_000 }, async (t) => {
  const places = placed(t, { a: "aaa\n", ...Object.fromEntries(Array.from({ length: 30 }, (_, number) => [`evil-${number}`, evil])) });
  const outcome = await search(places, "^(a+)+$", { deadlineMs: 1_200 });
  assert.deepEqual(linesOf(outcome), ["a:1:aaa"]);
  assert.equal(outcome.stoppedBy, "deadline");
  assert.ok(outcome.hungIn.length > 0);
  assert.ok(outcome.coverage.notReached.length > 0);
  assert.deepEqual((await search(places, "^aaa$")).isPartial, false, "the next search has threads again");
});

test("a file with a line that the query asks more of than V8 can try is not searched wholly, and named", async (t) => {
  const { files, coverage } = await search(placed(t, { a: "bbbbbbbbq\n" }), "^((((a?){99}){99}){99}){99}q");
  assert.deepEqual(files, []);
  assert.match(coverage.partly[0]?.because ?? "", /of 1 lines|hung/);
});

test("a query that is no expression is refused, and where it fails is said", async (t) => {
  const places = placed(t, { a: "b\n" });
  await assert.rejects(
    search(places, "(b"),
    (error) => error instanceof ToolFailure && error.code === "pattern-invalid" && /after 0 char/.test(error.message),
  );
});

test("of a thousand searches at once each is answered or told to come again, and nothing is left behind", {
  timeout: 60_000,
}, async (t) => {
  const pool = new SearchThreads({ maxWaiting: 20 });
  const places = placed(t, { a: "needle\n".repeat(10) });
  const outcomes = await Promise.allSettled(Array.from({ length: 1000 }, () => search(places, "needle", { threads: pool })));
  const answered = outcomes.filter((outcome) => outcome.status === "fulfilled");
  const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  assert.equal(answered.length, 22);
  assert.ok(answered.every(({ value }) => value.files[0]?.matches.length === 10));
  assert.ok(refused.every((reason) => reason instanceof ToolFailure && reason.code === "busy"));
  while (pool.counts.lent > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(pool.counts, { lent: 0, idle: 2, waiting: 0 });
  await pool.close();
});

test("a search that is taken back frees its threads, whether it hangs or waits", { timeout: 20_000 }, async (t) => {
  const pool = new SearchThreads({ threads: 1 });
  t.after(() => pool.close());
  const places = placed(t, { evil });
  const hanging = new AbortController();
  const waiting = new AbortController();
  const first = search(places, "^(a+)+$", { threads: pool, signal: hanging.signal });
  const second = search(places, "a", { threads: pool, signal: waiting.signal });
  const third = search(places, "a", { threads: pool });
  waiting.abort(new Error("taken back"));
  await assert.rejects(second, /taken back/);
  hanging.abort(new Error("gone"));
  await assert.rejects(first, /gone/);
  assert.equal((await third).files.length, 1);
});

for (const [name, url] of [
  ["sources", new URL("search-bundle.ts", import.meta.url)],
  ["compiled code", new URL("../../../dist/operations/search/search-bundle.js", import.meta.url)],
] as const) {
  test(`from ${name} a search finds its worker, which does not keep the program from ending`, {
    skip: existsSync(url) ? false : "not built",
    timeout: 20_000,
  }, (t) => {
    const [place] = placed(t, { a: "one needle\n" });
    const program = `import { searchBundle } from ${JSON.stringify(url.href)};
      const outcome = await searchBundle([${JSON.stringify(place)}], { pattern: "needle", signal: new AbortController().signal });
      process.stdout.write(outcome.files[0].matches[0].line);`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
      encoding: "utf8",
      timeout: 15_000,
    });
    assert.deepEqual({ stdout, stderr, status }, { stdout: "one needle", stderr: "", status: 0 });
  });
}

const packedWorker = new URL("../../../dist/packed/search-worker.js", import.meta.url);

test("the packed worker stands by itself", { skip: existsSync(packedWorker) ? false : "not built", timeout: 20_000 }, (t) => {
  const [place] = placed(t, { a: "one needle\n" });
  const question = { source: "needle", flags: "i", asksForStart: false, asksForEnd: false, maxMatches: 5 };
  const segment = { diskPath: place?.diskPath, start: 0, bytes: place?.bytes, from: 0, to: place?.bytes };
  const program = `import { Worker } from "node:worker_threads";
    const worker = new Worker(new URL(${JSON.stringify(pathToFileURL(packedWorker.pathname).href)}), { execArgv: [], workerData: new SharedArrayBuffer(32) });
    worker.on("message", (news) => { if (news.kind === "match") process.stdout.write(news.text); if (news.kind === "done") worker.terminate(); });
    worker.postMessage(${JSON.stringify({ question, segments: [segment] })});`;
  const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8", timeout: 15_000 });
  assert.deepEqual({ stdout, status }, { stdout: "one needle", status: 0 });
});
