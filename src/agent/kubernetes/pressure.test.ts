import assert from "node:assert/strict";
import { test } from "node:test";
import { DampedPressure, pressureOf, unknownPressure } from "./pressure.ts";
import { type DiagnosisExample, diagnosisOf } from "./status.case.ts";

for (const [what, example, status, reason] of [
  ["a node with room", {}, "False", "ConntrackHasRoom"],
  ["a full table", { limit: "kernel-table-full" }, "True", "KernelTableFull"],
  ["a table that will be full", { limit: "approaching-limit" }, "True", "ApproachingLimit"],
  ["the card's allowance", { limit: "instance-allowance" }, "True", "InstanceAllowance"],
  ["a limit that is only noticed", { limit: "hash-undersized", severity: "notice" }, "False", "ConntrackHasRoom"],
  ["a look-alike, which moving pods does not cure", { severity: "warning", lookAlikes: ["dns-throttled"] }, "False", "ConntrackHasRoom"],
  ["evidence that does not say", { limit: "unknown" }, "Unknown", "NotEvaluated"],
] as const satisfies readonly (readonly [string, DiagnosisExample, string, string])[])
  test(`pressure of ${what} is ${status}`, () => {
    const pressure = pressureOf(diagnosisOf(example));
    assert.deepEqual([pressure.status, pressure.reason], [status, reason]);
    assert.match(pressure.reason, /^[A-Z][A-Za-z]+$/);
  });

const none = pressureOf(diagnosisOf({}));
const near = pressureOf(diagnosisOf({ limit: "approaching-limit" }));
const full = pressureOf(diagnosisOf({ limit: "kernel-table-full" }));
const blind = unknownPressure("");

for (const [what, looks, expected] of [
  ["what is found first holds at once", [[0, near]], ["True"]],
  [
    "lost connections begin it at once",
    [
      [0, none],
      [10, full],
    ],
    ["False", "True"],
  ],
  [
    "what is only near has to stay",
    [
      [0, none],
      [10, near],
      [39, near],
      [40, near],
    ],
    ["False", "False", "False", "True"],
  ],
  [
    "a pause begins the wait anew",
    [
      [0, none],
      [10, near],
      [30, none],
      [35, near],
      [60, near],
      [65, near],
    ],
    ["False", "False", "False", "False", "False", "True"],
  ],
  [
    "it ends after two minutes without it",
    [
      [0, full],
      [10, none],
      [129, none],
      [130, none],
    ],
    ["True", "True", "True", "False"],
  ],
  [
    "what flaps stays",
    [
      [0, full],
      [60, none],
      [120, full],
      [180, none],
      [240, near],
      [300, none],
    ],
    ["True", "True", "True", "True", "True", "True"],
  ],
  [
    "one look without evidence says nothing",
    [
      [0, none],
      [10, blind],
      [20, none],
      [130, none],
    ],
    ["False", "False", "False", "False"],
  ],
  [
    "two minutes without evidence are unknown, and what is found after them holds at once",
    [
      [0, full],
      [10, blind],
      [130, blind],
      [140, none],
    ],
    ["True", "True", "Unknown", "False"],
  ],
] as const)
  test(`${what}`, () => {
    const damped = new DampedPressure();
    assert.deepEqual(
      looks.map(([seconds, pressure]) => damped.look(pressure, seconds * 1000).status),
      expected,
    );
  });

test("while it holds, reason and message follow the verdict", () => {
  const damped = new DampedPressure();
  damped.look(full, 0);
  assert.equal(damped.look(near, 10_000).reason, "ApproachingLimit");
});
