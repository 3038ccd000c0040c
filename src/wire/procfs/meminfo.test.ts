import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMeminfo } from "./meminfo.ts";

test("sizes are in bytes, plain numbers stay, other lines are left out", () => {
  const text = "MemTotal:       24684092 kB\nActive(anon):      10 kB\nHugePages_Total:       3\nMemFree: many kB\n\n";
  assert.deepEqual(Object.fromEntries(parseMeminfo(text)), { MemTotal: 25_276_510_208, "Active(anon)": 10_240, HugePages_Total: 3 });
});
