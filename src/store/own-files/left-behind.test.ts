import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { removeDrafts } from "./left-behind.ts";

const directory = mkdtempSync(join(tmpdir(), "ullage-drafts-"));
after(() => rmSync(directory, { recursive: true }));

/** Larger than any number that Linux gives to a process. */
const noProcess = 4_194_305;

test("what a killed process was writing is removed, and what others write is not", () => {
  const names = [
    `a.json.${noProcess}-0123abcd.part`,
    `a.json.${process.pid}-0123abcd.part`,
    `b.text.${process.pid}-89abcdef.part`,
    `b.text.${process.ppid}-89abcdef.part`,
    "b.text",
    "letter.part",
  ];
  for (const name of names) writeFileSync(join(directory, name), "");
  // In a container the program before this one had the same number.
  const before = new Date(Date.now() - process.uptime() * 1000 - 60_000);
  utimesSync(join(directory, `b.text.${process.pid}-89abcdef.part`), before, before);
  removeDrafts(directory);
  assert.deepEqual(readdirSync(directory).sort(), [names[1], names[3], "b.text", "letter.part"].sort());
  removeDrafts(join(directory, "nowhere"));
});
