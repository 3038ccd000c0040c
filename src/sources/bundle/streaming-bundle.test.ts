import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { test } from "node:test";
import { constants, createGzip } from "node:zlib";
import { makeTar, tarHeader } from "./archive-writers.case.ts";
import { temporaryPlace } from "./bundle-places.case.ts";

const place = temporaryPlace();
const entries = 20_000;
const rounds = 75;

test("a table larger than the memory it may take streams out of a compressed tar", async () => {
  const lines = Array.from({ length: entries }, (_, at) => lineOf(at)).join("");
  const textBytes = lines.length * rounds;
  const path = join(place.root, "large.tar.gz");
  await pipeline(Readable.from(archive(lines, textBytes)), createGzip({ level: constants.Z_BEST_SPEED }), createWriteStream(path));
  const program = `
    const { readBundle } = await import(${JSON.stringify(new URL("./read-bundle.ts", import.meta.url).href)});
    const { parts } = (await readBundle(${JSON.stringify(path)})).observation.now;
    console.log(JSON.stringify([parts.tableComposition.value.total, process.resourceUsage().maxRSS * 1024]));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  const [total, residentBytes] = JSON.parse(stdout || "[]");
  assert.equal(total, entries, stderr);
  assert.ok(residentBytes < textBytes, `${residentBytes} bytes of memory for ${textBytes} bytes of text`);
});

/** Headers say the size beforehand, so the text need not be held here either. */
function* archive(lines: string, textBytes: number): Generator<Buffer> {
  const header = tarHeader({ name: "networking/conntrack.txt" });
  header.write(`${textBytes.toString(8).padStart(11, "0")}\0`, 124);
  header.write("        ", 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  yield header;
  const text = Buffer.from(lines);
  for (let round = 0; round < rounds; round++) yield text;
  yield Buffer.alloc((512 - (textBytes % 512)) % 512);
  yield makeTar([]);
}

function lineOf(at: number): string {
  const client = `10.244.${(at >> 8) & 255}.${at & 255}`;
  const port = 10_000 + (at % 50_000);
  return `tcp      6 86395 ESTABLISHED src=${client} dst=10.96.0.1 sport=${port} dport=443 src=10.0.9.9 dst=${client} sport=6443 dport=${port} [ASSURED] mark=0 use=1\n`;
}
