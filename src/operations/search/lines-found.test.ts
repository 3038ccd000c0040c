import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { linesFound } from "./lines-found.ts";

const { signal } = new AbortController();

test("the lines in which an expression is found are told by their numbers, and nothing is left behind", async () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith("ullage-lines-")).length;
  const lines = ["", "table full", "a line\nin two, table full", "nothing", "TABLE FULL"];
  assert.deepEqual([...(await linesFound(lines, "table fu.l", signal))], [1, 2, 4]);
  assert.deepEqual([...(await linesFound([], "x", signal))], []);
  assert.equal(readdirSync(tmpdir()).filter((name) => name.startsWith("ullage-lines-")).length, before);
});

test("an expression that is none is told as by any search", async () => {
  await assert.rejects(linesFound(["x"], "(", signal), { code: "pattern-invalid" });
});
