import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { type FixtureName, fixtureSources } from "../collectors/fixture-sources.case.ts";
import { bundleManifestSchema } from "../contract/bundle-manifest.ts";
import type { Sources } from "../sources/sources.ts";
import { collectBundle, streamBundle } from "./collect-bundle.ts";

const name: FixtureName = "linux-6.18-quiet";

function sourcesOf(recorded: Parameters<typeof fixtureSources>[1] = {}): Sources {
  const absent = async () => {
    throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  };
  return fixtureSources(name, {
    dump: absent,
    cpuCounters: absent,
    statistics: () => ({}),
    kernelLog: () => {
      throw Object.assign(new Error("EPERM"), { code: "EPERM" });
    },
    localHttp: absent,
    localDatagram: "sent",
    ...recorded,
  });
}

const plain = {
  ...{ windowSeconds: 0, podIps: [], version: "1.2.3", redact: false, node: "node-a" },
  hostRoot: join(import.meta.dirname, "../../fixtures/proc", name, "host"),
};

test("what is streamed has the same files as what is written, and what else was given besides", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "ullage-bundle-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const options = { ...plain, signal: new AbortController().signal };
  const output = new PassThrough();
  const collected = buffer(output);
  const streamedSummary = await streamBundle(sourcesOf(), { ...options, more: () => [{ path: "samples.ndjson", text: "{}\n" }] }, output);
  assert.equal(output.writableEnded, false);
  output.end();
  const archive = await collected;
  assert.equal(streamedSummary.bytes, archive.length);
  const streamed = execFileSync("tar", ["-tzf", "-"], { input: archive, encoding: "utf8" }).trim().split("\n");

  const target = join(folder, "b.tar.gz");
  await collectBundle({ ...options, sources: sourcesOf(), target, force: false });
  const written = execFileSync("tar", ["-tzf", target], { encoding: "utf8" }).trim().split("\n");
  assert.deepEqual(
    streamed.filter((path) => path !== "samples.ndjson"),
    written,
  );
  const manifest = bundleManifestSchema.parse(
    JSON.parse(execFileSync("tar", ["-xzOf", "-", "manifest.json"], { input: archive, encoding: "utf8" })),
  );
  assert.deepEqual([...manifest.files.map(({ path }) => path), "manifest.json"], streamed);
  assert.deepEqual([manifest.node, manifest.version], ["node-a", "1.2.3"]);
});

test("nobody collects for a client that is gone, before or while it is collected", async () => {
  const gone = new PassThrough();
  gone.destroy();
  await once(gone, "close");
  await assert.rejects(streamBundle(sourcesOf(), { ...plain, signal: new AbortController().signal }, gone), /is gone/);

  const leaving = new PassThrough();
  let wasCutOff = false;
  const sources = sourcesOf({
    dump: async ({ signal }) => {
      leaving.destroy();
      await once(signal!, "abort");
      wasCutOff = true;
      throw Object.assign(new Error("EINTR"), { code: "EINTR" });
    },
  });
  await assert.rejects(streamBundle(sources, { ...plain, signal: new AbortController().signal }, leaving), /is gone/);
  assert.ok(wasCutOff);
});

test("a stream that fails ends the collection with its error and nothing else", async () => {
  const output = new PassThrough();
  const sources = sourcesOf({
    dump: async () => {
      output.destroy(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
      throw Object.assign(new Error("EINTR"), { code: "EINTR" });
    },
  });
  await assert.rejects(streamBundle(sources, { ...plain, signal: new AbortController().signal }, output), /EPIPE/);
});
