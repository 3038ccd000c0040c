import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { systemClock } from "../platform/clock.ts";
import { openToolContext } from "./open-tool-context.ts";
import { openStateDirectory } from "./state-directory.ts";

const folder = mkdtempSync(join(tmpdir(), "ullage-state-"));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

for (const [what, named, environment, path] of [
  ["the one that was named", at("named"), { STATE_DIRECTORY: at("service") }, at("named")],
  ["that of the service", undefined, { STATE_DIRECTORY: at("service"), HOME: at("home") }, at("service")],
  ["the first that the service has", undefined, { STATE_DIRECTORY: `${at("one")}:${at("two")}` }, at("one")],
  ["that of the user, by XDG", undefined, { XDG_STATE_HOME: at("xdg"), HOME: at("home") }, at("xdg/ullage")],
  ["that of the user", undefined, { HOME: at("home") }, at("home/.local/state/ullage")],
  ["that of the user where XDG's is relative", undefined, { XDG_STATE_HOME: "state", HOME: at("home") }, at("home/.local/state/ullage")],
] as const) {
  test(`the directory is ${what}`, () => assert.deepEqual(openStateDirectory(named, environment), { path }));
}

test("a directory that cannot be made is none, with the reason", () => {
  writeFileSync(at("occupied"), "");
  const opened = openStateDirectory(at("occupied/state"), {});
  assert.equal(opened.path, undefined);
  assert.match("because" in opened ? opened.because : "", /occupied\/state: .*ENOTDIR|EEXIST/);
});

test("without such a directory a live node has no bundles, and none that cannot be read", async (t) => {
  writeFileSync(at("in-the-way"), "");
  const { signal } = new AbortController();
  const logger = { info() {}, warn() {}, error() {} };
  const { context, close } = await openToolContext({
    ...{ source: { kind: "machine", proc: "/proc", sys: "/sys" }, stateDirectory: at("in-the-way/state"), environment: {} },
    ...{ clock: systemClock, signal, logger, version: "0.0.0" },
  });
  t.after(close);
  const { bundles, unreadable } = await context.shelf.list(signal);
  assert.deepEqual([bundles, unreadable], [[], []]);
});
