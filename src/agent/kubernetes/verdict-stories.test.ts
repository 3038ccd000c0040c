import assert from "node:assert/strict";
import { test } from "node:test";
import { type DiagnosisExample, diagnosisOf } from "./status.case.ts";
import { VerdictStories } from "./verdict-stories.ts";

const full: DiagnosisExample = { limit: "kernel-table-full", culprit: {} };
const near: DiagnosisExample = { limit: "approaching-limit", culprit: {} };
const evicting: DiagnosisExample = { limit: "kernel-table-evicting", culprit: {} };
const nameless: DiagnosisExample = { limit: "kernel-table-full" };
const throttled: DiagnosisExample = { severity: "warning", lookAlikes: ["dns-throttled"] };
const other: DiagnosisExample = { limit: "kernel-table-full", culprit: { name: "Job batch/import" } };
const unknown: DiagnosisExample = { limit: "unknown" };
const well: DiagnosisExample = {};

/** A verdict every ten seconds from the second on, and what is told when. */
for (const [what, spans, expected] of [
  [
    "a healthy node is not told of",
    [
      [0, well],
      [300, well],
    ],
    [],
  ],
  [
    "a limit that is hit is told at once",
    [
      [0, well],
      [20, full],
      [40, full],
    ],
    ["20 KernelTableFull"],
  ],
  [
    "whom it is by is waited for, for a moment",
    [
      [0, nameless],
      [10, full],
      [30, full],
    ],
    ["10 KernelTableFull"],
  ],
  [
    "and for no longer",
    [
      [0, nameless],
      [60, nameless],
    ],
    ["20 KernelTableFull"],
  ],
  [
    "what is worse is told at once",
    [
      [0, near],
      [30, full],
      [50, full],
    ],
    ["0 ApproachingLimit", "30 KernelTableFull"],
  ],
  [
    "what is as bad is told when it has stayed",
    [
      [0, full],
      [60, evicting],
      [140, evicting],
    ],
    ["0 KernelTableFull", "120 KernelTableEvicting"],
  ],
  [
    "two that take turns are told once",
    [
      [0, full],
      [20, evicting],
      [40, full],
      [60, evicting],
      [80, full],
      [100, evicting],
      [120, full],
      [150, full],
    ],
    ["0 KernelTableFull"],
  ],
  [
    "another culprit is told when he has stayed",
    [
      [0, full],
      [60, other],
      [140, other],
    ],
    ["0 KernelTableFull", "120 KernelTableFull"],
  ],
  [
    "its end is told when it has been quiet for a minute, by the name of the worst",
    [
      [0, near],
      [20, full],
      [40, well],
      [140, well],
    ],
    ["0 ApproachingLimit", "20 KernelTableFull", "90 KernelTableFullEnded"],
  ],
  [
    "a pause is no end",
    [
      [0, full],
      [20, well],
      [60, full],
      [80, well],
      [120, full],
      [140, full],
    ],
    ["0 KernelTableFull"],
  ],
  [
    "missing evidence is no end",
    [
      [0, full],
      [20, unknown],
      [200, full],
      [220, full],
    ],
    ["0 KernelTableFull"],
  ],
  [
    "a look-alike has a story of its own",
    [
      [0, throttled],
      [20, { ...full, lookAlikes: ["dns-throttled"] }],
      [40, full],
      [140, full],
    ],
    ["0 DnsThrottled", "20 KernelTableFull", "90 DnsThrottledEnded"],
  ],
  [
    "what lasts is told again every ten minutes",
    [
      [0, full],
      [1300, full],
    ],
    ["0 KernelTableFull", "600 KernelTableFull", "1200 KernelTableFull"],
  ],
] as const satisfies readonly (readonly [string, readonly (readonly [number, DiagnosisExample])[], readonly string[]])[])
  test(`${what}`, () => {
    const stories = new VerdictStories();
    const told: string[] = [];
    const last = spans.at(-1)?.[0] ?? 0;
    for (let second = 0; second <= last; second += 10) {
      const [, example] = spans.findLast(([from]) => from <= second) ?? spans[0];
      const time = { atMs: second * 1000, monotonicMs: second * 1000 };
      for (const { reason } of stories.look(diagnosisOf(example, time.atMs), time)) told.push(`${second} ${reason}`);
    }
    assert.deepEqual(told, expected);
  });

test("verdicts that come every second are no reason to end a story sooner", () => {
  const stories = new VerdictStories();
  const told: string[] = [];
  for (let second = 0; second < 120; second++) {
    const time = { atMs: second * 1000, monotonicMs: second * 1000 };
    for (const { reason } of stories.look(diagnosisOf(second < 30 ? full : well, time.atMs), time)) told.push(`${second} ${reason}`);
  }
  assert.deepEqual(told, ["0 KernelTableFull", "80 KernelTableFullEnded"]);
});

test("Events that say the same have the same identity, and an end has another", () => {
  const identities = (example: DiagnosisExample) => {
    const stories = new VerdictStories();
    return stories.look(diagnosisOf(example), { atMs: 0, monotonicMs: 0 }).map(({ identity }) => identity);
  };
  assert.deepEqual(identities({ ...full, summary: "one" }), identities({ ...full, summary: "other" }));
  assert.notDeepEqual(identities(full), identities(other));
  assert.notDeepEqual(identities(full), identities(near));
});
