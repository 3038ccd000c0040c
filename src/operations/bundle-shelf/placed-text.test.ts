import assert from "node:assert/strict";
import { closeSync, mkdirSync, openSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { anySignal, eksFolder, openById, shelfPlace } from "./shelf-places.case.ts";

const megabyte = 1024 ** 2;

test("half a gigabyte of a file is read at any place without holding it", async () => {
  const place = shelfPlace();
  const folder = place.copy(eksFolder, "node");
  const path = join(folder, "var_log", "huge.log");
  const first = "Jan 15 12:00:00 node app[1]: first\n";
  const last = "\nJan 15 12:00:01 node app[1]: last\n";
  const file = openSync(path, "w");
  const bytes = 500 * megabyte;
  writeSync(file, first);
  writeSync(file, "x".repeat(70_000));
  truncateSync(path, bytes - last.length);
  writeSync(file, last, bytes - last.length);
  closeSync(file);
  const before = process.memoryUsage.rss();
  const { text, files } = await openById(place.shelf(), "node");
  const huge = files.find((one) => one.path === "var_log/huge.log");
  assert.deepEqual([huge?.bytes, huge?.isBinary], [bytes, false]);
  assert.equal(Buffer.from(await text.readBytes("var_log/huge.log", bytes - 20, 1000, anySignal)).toString(), last.slice(-20));
  assert.equal(await text.offsetOfLine("var_log/huge.log", 3, anySignal), bytes - last.length + 1);
  assert.equal(await text.offsetOfLine("var_log/huge.log", 4, anySignal), undefined);
  assert.ok(process.memoryUsage.rss() - before < 250 * megabyte, `${process.memoryUsage.rss() - before} bytes more`);
});

test("a line of fifty megabytes is a line", async () => {
  const place = shelfPlace();
  const folder = place.copy(eksFolder, "node");
  mkdirSync(join(folder, "logs"));
  const file = openSync(join(folder, "logs", "long.log"), "w");
  writeSync(file, "before\n");
  for (let piece = 0; piece < 50; piece++) writeSync(file, "y".repeat(megabyte));
  writeSync(file, "\nJan 15 12:02:00 node kernel: nf_conntrack: nf_conntrack: table full, dropping packet\n");
  closeSync(file);
  const { text, findings } = await openById(place.shelf(), "node");
  assert.equal(await text.offsetOfLine("logs/long.log", 3, anySignal), "before\n".length + 50 * megabyte + 1);
  // Beside it the ring, its other form and the messages say so.
  assert.equal(findings.findings.find(({ source }) => source === "conntrack-table-full")?.files, 4);
});

test("places outside a file are empty, and a file that is not there is named", async () => {
  const place = shelfPlace();
  place.copy(eksFolder, "node");
  const { text } = await openById(place.shelf(), "node");
  const path = "kernel/dmesg.current";
  assert.equal((await text.readBytes(path, 1_000_000, 10, anySignal)).length, 0);
  assert.equal((await text.readBytes(path, 0, 0, anySignal)).length, 0);
  for (const unknown of [
    "nothing",
    "../node/kernel/dmesg.current",
    "/etc/passwd",
    "kernel/../kernel/dmesg.current",
    "kernel\\dmesg.current",
    "kernel/dmesg.current\0",
  ]) {
    await assert.rejects(text.readBytes(unknown, 0, 10, anySignal), { code: "file-unknown" }, unknown);
    await assert.rejects(text.offsetOfLine(unknown, 1, anySignal), { code: "file-unknown" }, unknown);
  }
});
