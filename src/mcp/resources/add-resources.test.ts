import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { echoTool } from "../host/tool-host.case.ts";
import { openTestServer, recordings } from "../test-server.case.ts";

async function connect(t: TestContext, bundles: string, redact = false): Promise<Client> {
  const { createServer } = await openTestServer(t, { tools: [echoTool()], bundles, redact });
  const [near, far] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: "test", version: "1" });
  await Promise.all([createServer().connect(far), client.connect(near)]);
  t.after(() => client.close());
  return client;
}

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "ullage-mcp-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("resources are listed in pages that fit together, and a foreign cursor is no first page", async (t) => {
  const folder = folderOf(t);
  for (let number = 0; number < 230; number++) {
    cpSync(join(recordings, "usage-and-nothing-else"), join(folder, `cluster-${number % 3}`, `bundle ${number}`), { recursive: true });
  }
  const client = await connect(t, folder);
  const page = async (cursor?: string) =>
    client.request({ method: "resources/list", ...(cursor === undefined ? {} : { params: { cursor } }) });
  const first = await page();
  const second = await page(first.nextCursor);
  const third = await page(second.nextCursor);
  assert.equal(third.nextCursor, undefined);
  const bundles = [first, second, third]
    .flatMap(({ resources }) => resources.map(({ uri }) => uri))
    .filter((uri) => uri.startsWith("ullage://bundles/"));
  assert.deepEqual([bundles.length, new Set(bundles).size], [230, 230]);
  assert.ok(bundles.includes("ullage://bundles/cluster-1%2Fbundle%201"));
  const { contents } = await client.readResource({ uri: "ullage://bundles/cluster-1%2Fbundle%201" });
  assert.match(JSON.stringify(contents), /cluster-1\/bundle 1/);
  for (const cursor of ["x", Buffer.from("after:gone").toString("base64url"), ""])
    await assert.rejects(page(cursor), { code: -32602 }, cursor);
});

test("a file is given by its beginning where it is long, as bytes where it is no text, and nothing out of the bundle", async (t) => {
  const folder = folderOf(t);
  const bundle = join(folder, "node");
  cpSync(join(recordings, "table-full-assured"), bundle, { recursive: true });
  mkdirSync(join(bundle, "var_log"));
  writeFileSync(join(bundle, "var_log/messages"), "Jan 15 12:00:00 node-a kubelet[1]: a line\n".repeat(20_000));
  writeFileSync(join(bundle, "var_log/core.bin"), Buffer.from([0, 1, 2, 255]));
  writeFileSync(join(folder, "secret"), "secret");
  const client = await connect(t, folder);
  const read = async (path: string) => (await client.readResource({ uri: `ullage://bundles/node/files/${path}` })).contents[0];
  const long = await read("var_log/messages");
  assert.ok(long !== undefined && "text" in long && long.text.length < 300_000);
  assert.match(long.text, /^The first \d+ of \d+ bytes; the tool read has the rest\.\n/);
  const bytes = await read("var_log/core.bin");
  assert.equal(bytes !== undefined && "blob" in bytes ? bytes.blob : "", Buffer.from([0, 1, 2, 255]).toString("base64"));
  for (const path of ["../secret", "..%2fsecret", "%2e%2e/secret", "/etc/passwd", "", "var_log", "%ff"])
    await assert.rejects(read(path), /not found/i, path);
});

test("with names covered the list, its pages and what is read have none, and are asked for by what they have instead", async (t) => {
  const folder = folderOf(t);
  for (const name of ["incident-of-acme", "healthy-acme"])
    cpSync(join(recordings, "table-full-assured"), join(folder, name), { recursive: true });
  const client = await connect(t, folder, true);
  const { resources } = await client.listResources();
  const uris = resources.map(({ uri }) => uri).filter((uri) => uri.startsWith("ullage://bundles/"));
  assert.equal(uris.length, 2);
  for (const uri of uris) {
    const { contents } = await client.readResource({ uri });
    assert.doesNotMatch(JSON.stringify([resources, contents]), /acme|node-a/);
    const files = await client.complete({
      ref: { type: "ref/resource", uri: "ullage://bundles/{id}/files/{+path}" },
      argument: { name: "path", value: "snapshot" },
      context: { arguments: { id: uri.slice("ullage://bundles/".length) } },
    });
    assert.equal(files.completion.values.length, 1);
  }
});
