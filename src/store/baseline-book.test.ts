import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Finding } from "../model/finding.ts";
import type { Severity } from "../model/verdict.ts";
import { type BaselineBookOptions, type JudgedCollection, openBaselineBook } from "./baseline-book.ts";

const root = mkdtempSync(join(tmpdir(), "ullage-baselines-"));
after(() => rmSync(root, { recursive: true }));

let folders = 0;
const newFolder = () => join(root, String(folders++));

const said: string[] = [];
const logger = { info: () => {}, warn: (message: string) => void said.push(message), error: () => {} };
const open = (options: Partial<BaselineBookOptions> = {}) => openBaselineBook({ logger, ...options });

const finding: Finding = {
  id: "F-000000000000",
  from: "log",
  source: "dns-time-outs",
  title: "",
  severity: "critical",
  component: "dns",
  means: "",
  doesNotMean: "",
  count: 1,
  untimed: 1,
  minutes: [],
  evidence: [],
  files: 1,
};
const ofPod: Finding = { ...finding, source: "probes", subject: "__proto__" };

function collection(number: number, given: Partial<JudgedCollection> = {}): JudgedCollection {
  return {
    cluster: "prod",
    node: "node-a",
    collectedAtMs: 1_768_478_624_000 + number * 60_000,
    severity: "ok",
    findings: [finding],
    ...given,
  };
}

const baselineOf = (findings: readonly Finding[]) => findings.map(({ baseline }) => baseline);

test("after ten healthy collections a finding that all of them had says so, and nothing else of it changes", async () => {
  const book = await open();
  for (let number = 0; number < 9; number++) await book.learn(collection(number));
  assert.deepEqual(book.annotate("prod", [finding]), [finding]);
  await book.learn(collection(9, { severity: "notice" }));
  assert.deepEqual(book.annotate("prod", [finding, ofPod]), [
    { ...finding, baseline: "seen in 10 of 10 healthy collections of cluster prod" },
    ofPod,
  ]);
});

test("a collection counts once, however often it is asked about and wherever it lies", async () => {
  const book = await open();
  for (let call = 0; call < 100; call++) await book.learn(collection(0));
  assert.deepEqual(baselineOf(book.annotate("prod", [finding])), [undefined]);
  for (let number = 1; number < 12; number++) await Promise.all([book.learn(collection(number)), book.learn(collection(number))]);
  assert.deepEqual(baselineOf(book.annotate("prod", [finding])), ["seen in 12 of 12 healthy collections of cluster prod"]);
});

for (const severity of ["critical", "warning", "unknown"] as const satisfies readonly Severity[]) {
  test(`nothing is learnt from a collection that is ${severity}: an incident that is looked at ten times stays one`, async () => {
    const book = await open();
    for (let number = 0; number < 20; number++) await book.learn(collection(number, { severity }));
    assert.deepEqual(baselineOf(book.annotate("prod", [finding])), [undefined]);
  });
}

test("nothing is learnt from what its collector calls an incident", async () => {
  const book = await open();
  for (let number = 0; number < 20; number++) await book.learn(collection(number, { label: "incident" }));
  assert.deepEqual(baselineOf(book.annotate("prod", [finding])), [undefined]);
});

test("clusters have baselines of their own, and so have bundles that name none", async () => {
  const book = await open({ minimum: 2 });
  for (let number = 0; number < 3; number++) await book.learn(collection(number));
  const { cluster: _, ...nameless } = collection(0);
  for (let number = 0; number < 2; number++) await book.learn({ ...nameless, collectedAtMs: number });
  assert.deepEqual(baselineOf(book.annotate("test", [finding])), [undefined]);
  assert.deepEqual(baselineOf(book.annotate(undefined, [finding])), ["seen in 2 of 2 healthy collections without a cluster's name"]);
});

test("the subject counts: another pod of the same trouble is not usual", async () => {
  const book = await open({ minimum: 2 });
  for (let number = 0; number < 3; number++) await book.learn(collection(number, { findings: [ofPod, ofPod] }));
  assert.deepEqual(baselineOf(book.annotate("prod", [ofPod, { ...ofPod, subject: "other" }])), [
    "seen in 3 of 3 healthy collections of cluster prod",
    undefined,
  ]);
});

test("it survives the process, for its user alone, and leaves no drafts", async () => {
  const directory = newFolder();
  const book = await open({ directory, minimum: 3 });
  await Promise.all(Array.from({ length: 5 }, (_, number) => book.learn(collection(number, { findings: [ofPod] }))));
  const again = await open({ directory, minimum: 3 });
  await again.learn(collection(0, { findings: [ofPod] }));
  assert.deepEqual(baselineOf(again.annotate("prod", [ofPod])), ["seen in 5 of 5 healthy collections of cluster prod"]);
  assert.deepEqual(readdirSync(directory), ["baselines.json"]);
  assert.equal(statSync(join(directory, "baselines.json")).mode & 0o777, 0o600);
});

test("two processes with one directory learn from each other's collections", async () => {
  const directory = newFolder();
  const [one, other] = [await open({ directory, minimum: 4 }), await open({ directory, minimum: 4 })];
  for (let number = 0; number < 4; number++) await (number % 2 === 0 ? one : other).learn(collection(number));
  assert.deepEqual(baselineOf(other.annotate("prod", [finding])), ["seen in 4 of 4 healthy collections of cluster prod"]);
});

for (const [says, content] of [
  ["cut off", '{"version":1,"clusters":[{"clus'],
  ["of another version", '{"version":2,"clusters":[]}'],
  ["of another shape", '{"version":1,"clusters":[{"cluster":"prod","seen":"all"}]}'],
  ["no JSON", "\0\0\0"],
  ["empty", ""],
] as const) {
  test(`a file that is ${says} is started anew, and that is said`, async () => {
    const directory = newFolder();
    mkdirSync(directory);
    writeFileSync(join(directory, "baselines.json"), content);
    const book = await open({ directory, minimum: 1 });
    assert.equal(book.remarks.length, 1);
    await book.learn(collection(0));
    assert.equal(JSON.parse(readFileSync(join(directory, "baselines.json"), "utf8")).version, 1);
    assert.equal((await open({ directory, minimum: 1 })).remarks.length, 0);
  });
}

test("where nothing can be written it is kept in memory, and that is said", async () => {
  const file = newFolder();
  writeFileSync(file, "");
  const book = await open({ directory: join(file, "below"), minimum: 1 });
  await book.learn(collection(0));
  assert.equal(book.remarks.length, 1);
  assert.ok(said.includes("baselines: write failed"));
  assert.deepEqual(baselineOf(book.annotate("prod", [finding])), ["seen in 1 of 1 healthy collections of cluster prod"]);
});

test("what it keeps is bounded, and what is no longer listed is not learnt twice", async () => {
  const book = await open({ minimum: 1 });
  for (let number = 0; number < 1_500; number++) {
    await book.learn(collection(number, { findings: [finding, { ...ofPod, subject: `pod-${number}` }] }));
  }
  await book.learn(collection(0));
  assert.deepEqual(baselineOf(book.annotate("prod", [finding])), ["seen in 1500 of 1500 healthy collections of cluster prod"]);
  const pods = Array.from({ length: 1_500 }, (_, number): Finding => ({ ...ofPod, subject: `pod-${number}` }));
  assert.equal(book.annotate("prod", pods).filter(({ baseline }) => baseline !== undefined).length, 200);
});
