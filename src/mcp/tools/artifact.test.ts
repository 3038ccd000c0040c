import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { artifactContract } from "../../contract/tools/artifact.ts";
import { eksFolder, packedOwn, shelfPlace } from "../../operations/bundle-shelf/shelf-places.case.ts";
import { contextOfBundles } from "../arguments/bundle-context.case.ts";
import { artifactTool } from "./artifact.ts";

const place = shelfPlace();
const folder = place.copy(eksFolder, "prod/eks: one");
writeFileSync(join(folder, "var_log", "wtmp"), Buffer.alloc(400, "\x07\0"));
const archive = place.put("own.tar.gz", packedOwn());
const context = await contextOfBundles(place.bundles);

async function artifact(input: object) {
  const call = { signal: new AbortController().signal, maxBytes: 25_000, onProgress: () => {} };
  const { value, links = [] } = await artifactTool.run(artifactContract.input.parse(input), context, call);
  artifactContract.output.strict().parse(value);
  return { value, links };
}

test("a file has a link with its size and type, and its bundle beside it", async () => {
  const { value, links } = await artifact({ logKey: "prod/eks: one:var_log/messages" });
  const uri = "ullage://bundles/prod%2Feks%3A%20one/files/var_log/messages";
  assert.deepEqual([value.file?.uri, value.file?.mimeType, value.file?.size], [uri, "text/plain", 307]);
  assert.deepEqual(
    links.map((link) => [link.uri, link.mimeType, link.size]),
    [
      [uri, "text/plain", 307],
      ["ullage://bundles/prod%2Feks%3A%20one", "text/plain", value.archive.size],
    ],
  );
  assert.deepEqual([value.archive.location, value.archive.mimeType], [folder, "inode/directory"]);
});

test("what is no text has a link as well", async () => {
  const { value } = await artifact({ logKey: "var_log/wtmp", instanceId: "prod/eks: one" });
  assert.deepEqual([value.file?.isBinary, value.file?.mimeType], [true, "application/octet-stream"]);
});

test("the id of a bundle alone gives the bundle, and where it lies", async () => {
  const { value } = await artifact({ logKey: "own.tar.gz", expirationMinutes: 15 });
  assert.deepEqual([value.file, value.archive.location, value.archive.mimeType], [undefined, archive, "application/gzip"]);
  assert.deepEqual(value.gaps, ["expirationMinutes was passed over: links do not expire"]);
});

test("a file that the bundle does not have has no link", async () => {
  for (const path of ["nothing", "../own.tar.gz", "/etc/passwd"]) {
    await assert.rejects(artifact({ logKey: `own.tar.gz:${path}` }), { code: "file-unknown" });
  }
});
