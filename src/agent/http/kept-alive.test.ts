import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../test/until.ts";
import { openCase, openRaw } from "./agent-http.case.ts";

const scrape = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
/** Longer than any scrape interval that is in use, and than Node's own bound, which a server without ours shows beside it. */
const betweenScrapesMs = 70_000;

test("two scrapes 70 s apart are answered on one connection, which Node by itself would have closed", async (t) => {
  const plain = createServer((_, response) => response.end("up 1\n")).listen(0, "127.0.0.1");
  t.after(() => plain.close());
  await until("the plain server", () => plain.listening);
  const { addresses } = await openCase(t);
  const ours = await openRaw(addresses.metrics);
  const theirs = await openRaw(`127.0.0.1:${(plain.address() as AddressInfo).port}`);
  t.after(() => ours.socket.destroy());
  const answers = () => ours.received().split("HTTP/1.1 200 OK").length - 1;
  ours.socket.write(scrape);
  theirs.socket.write(scrape);
  await until("the first answers", () => answers() === 1 && theirs.received().includes("up 1"));
  await Promise.all([sleep(betweenScrapesMs), theirs.ended]);
  assert.equal(ours.socket.readyState, "open");
  ours.socket.write(scrape);
  await until("the second answer", () => answers() === 2 || ours.socket.destroyed);
  assert.equal(answers(), 2);
});
