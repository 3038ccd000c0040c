import assert from "node:assert/strict";
import { test } from "node:test";
import { createLogger } from "./logger.ts";

function recorded(form: "text" | "json") {
  const lines: string[] = [];
  let monotonicMs = 0;
  const pass = (ms: number) => {
    monotonicMs += ms;
  };
  const logger = createLogger({
    clock: { nowMs: () => monotonicMs, monotonicMs: () => monotonicMs },
    form,
    write: (line) => lines.push(line),
  });
  return { lines, logger, pass };
}

test("a line has time, level, message and fields, and text of others is quoted on one line", () => {
  const { lines, logger } = recorded("text");
  logger.warn("no answer", { from: "10.0.0.1:443", because: 'line\nbreak "x"', tries: 3, left: undefined });
  assert.deepEqual(lines, ['1970-01-01T00:00:00.000Z warn no answer from=10.0.0.1:443 because="line\\nbreak \\"x\\"" tries=3\n']);
});

test("JSON lines hold the same as values", () => {
  const { lines, logger } = recorded("json");
  logger.info("begun", { port: 9855 });
  assert.deepEqual(JSON.parse(lines[0] ?? ""), { time: "1970-01-01T00:00:00.000Z", level: "info", message: "begun", port: 9855 });
});

test("a name with terminal sequences and marks of direction cannot act in the log, and JSON gives it back as it was", () => {
  const name = "\u001b[2J\u009b31m\u202egnp.exe\u2028\u{e0041}";
  for (const form of ["text", "json"] as const) {
    const { lines, logger } = recorded(form);
    logger.warn("no answer", { from: name });
    assert.match(lines[0] ?? "", /^[\x20-\x7e]+\n$/);
    if (form === "json") assert.equal(JSON.parse(lines[0] ?? "").from, name);
  }
});

test("the same message is said once a minute, and then with how often it was not said", () => {
  const { lines, logger, pass } = recorded("text");
  for (let second = 0; second < 61; second++) {
    logger.error("disk full");
    pass(1000);
  }
  assert.equal(lines.length, 2);
  assert.match(lines[1] ?? "", /repeated=59$/m);
});
