import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { diagnoseObservation } from "../../report/diagnosis.ts";
import { makeTar, makeZip, membersOf } from "../../sources/bundle/archive-writers.case.ts";
import { eksName, fixtures } from "../../sources/bundle/bundle-places.case.ts";
import { readBundle } from "../../sources/bundle/read-bundle.ts";
import type { OpenBundle } from "./bundle-shelf.ts";
import { anySignal, eksFolder, openById, ownFolder, packedEks, packedOwn, type ShelfPlace, shelfPlace } from "./shelf-places.case.ts";

/** What a bundle says, wherever it was read from. */
function saidBy({ findings, diagnosis, files, presentParts, layout }: OpenBundle) {
  return { findings, diagnosis, files, presentParts, layout };
}

/** Every file of a bundle, through `readBytes` and through its place on disk. */
async function textsOf({ files, text }: OpenBundle): Promise<readonly (readonly [string, string])[]> {
  const all: (readonly [string, string])[] = [];
  for (const { path, bytes } of files) {
    const read = Buffer.from(await text.readBytes(path, 0, bytes, anySignal)).toString();
    const place = text.places.find((one) => one.path === path);
    if (place !== undefined)
      assert.equal(
        readFileSync(place.diskPath)
          .subarray(place.start, place.start + place.bytes)
          .toString(),
        read,
        path,
      );
    all.push([path, read]);
  }
  return all.toSorted(([left], [right]) => (left < right ? -1 : 1));
}

test("a folder and what is packed of it say the same, and every byte of their files can be had", async () => {
  const place = shelfPlace();
  place.copy(eksFolder, eksName);
  const members = membersOf(eksFolder);
  place.put(`${eksName}.tar`, makeTar(members));
  place.put(`${eksName}.tar.gz`, gzipSync(makeTar(members)));
  place.put(`${eksName}.zip`, makeZip(members));
  const shelf = place.shelf();
  const expected = members.map(({ name, content }) => [name, Buffer.from(content ?? "").toString()]);
  const folder = await openById(shelf, eksName);
  const { observation, name, remarks } = await readBundle(eksFolder);
  assert.deepEqual(folder.diagnosis, diagnoseObservation(observation, name, remarks));
  assert.ok(folder.findings.findings.some(({ from }) => from === "log"));
  assert.deepEqual(await textsOf(folder), expected);
  for (const ending of [".tar", ".tar.gz", ".zip"]) {
    const packed = await openById(shelf, `${eksName}${ending}`);
    assert.deepEqual(await textsOf(packed), expected, ending);
    assert.deepEqual(new Set(packed.findings.findings.map(({ id }) => id)), new Set(folder.findings.findings.map(({ id }) => id)), ending);
    assert.deepEqual(packed.diagnosis.verdict, folder.diagnosis.verdict, ending);
    assert.deepEqual(packed.text.remarks, []);
  }
});

test("the table is not read as a log, and says so; it can be read and searched all the same", async () => {
  const place = shelfPlace();
  place.put("eks.tar.gz", packedEks());
  const { findings, text } = await openById(place.shelf(), "eks.tar.gz");
  const table = `${eksName}/networking/conntrack.txt`;
  assert.ok(findings.coverage.skipped.some(({ file, because }) => file === table && because.includes("table of connections")));
  assert.ok(text.places.some(({ path }) => path === table));
});

test("every bundle of the fixtures opens with the same verdict from its index as from itself", async () => {
  const place = shelfPlace();
  place.copy(fixtures, ".");
  for (const name of ["full-and-who-suffers", "orders-in-names-and-lines", "table-full-assured"]) {
    place.copy(join(fixtures, "../recordings", name), `recordings/${name}`);
  }
  const first = place.shelf();
  const read = await Promise.all((await first.list(anySignal)).bundles.map((bundle) => first.open(bundle, { signal: anySignal })));
  assert.ok(read.length >= 8);
  const again = place.shelf();
  for (const opened of read)
    assert.deepEqual(saidBy(await again.open(opened.bundle, { signal: anySignal })), saidBy(opened), opened.bundle.id);
});

test("after a restart a bundle is opened from its index: neither its logs nor its texts are read again", async () => {
  const place = shelfPlace();
  const path = place.put("eks.tar.gz", packedEks());
  utimesSync(path, longAgo, longAgo);
  const before = saidBy(await openById(place.shelf(), "eks.tar.gz"));
  spoil(path);
  const after = await openById(place.shelf(), "eks.tar.gz");
  assert.deepEqual(saidBy(after), before);
  assert.match((await textsOf(after)).find(([name]) => name.endsWith("messages"))?.[1] ?? "", /table full/);
});

test("what is kept is for its owner alone, and no name of a bundle's is in a path of ours", async () => {
  const place = shelfPlace();
  place.put("eks.tar.gz", packedEks());
  await openById(place.shelf(), "eks.tar.gz");
  const kept = readdirSync(place.state, { recursive: true, withFileTypes: true });
  assert.deepEqual(kept.map(({ name }) => name.replace(/^[0-9a-f]{40}/, "<hash>")).sort(), [
    ...["<hash>.json", "<hash>.json", "<hash>.text"],
    ...["bundles", "indexes", "texts"],
  ]);
  for (const entry of kept) assert.equal(statSync(join(entry.parentPath, entry.name)).mode & 0o077, 0, entry.name);
});

for (const { what, damage } of [
  { what: "cut short", damage: (path: string) => truncateSync(path, 100) },
  { what: "empty", damage: (path: string) => truncateSync(path, 0) },
  { what: "of another version", damage: (path: string) => change(path, (index) => ({ ...index, findingsVersion: 0 })) },
  { what: "of another program", damage: (path: string) => change(path, (index) => ({ ...index, program: "0.0.1" })) },
  { what: "of another bundle", damage: (path: string) => change(path, (index) => ({ ...index, path: "/elsewhere" })) },
  { what: "of a bundle that looked otherwise", damage: (path: string) => change(path, (index) => ({ ...index, fingerprint: "1:2" })) },
  { what: "of another shape", damage: (path: string) => change(path, () => ({ schemaVersion: 1 })) },
  {
    what: "a link",
    damage: (path: string) => {
      writeFileSync(`${path}.elsewhere`, readFileSync(path));
      rmSync(path);
      symlinkSync(`${path}.elsewhere`, path);
    },
  },
  {
    what: "a folder",
    damage: (path: string) => {
      rmSync(path);
      mkdirSync(path);
    },
  },
]) {
  test(`an index that is ${what} is made anew`, async () => {
    const place = shelfPlace();
    place.put("eks.tar.gz", packedEks());
    const before = saidBy(await openById(place.shelf(), "eks.tar.gz"));
    const [name = ""] = readdirSync(join(place.state, "indexes"));
    const path = join(place.state, "indexes", name);
    change(path, (index) => ({ ...index, layout: "loose" }));
    damage(path);
    assert.deepEqual(saidBy(await openById(place.shelf(), "eks.tar.gz")), before);
  });
}

test("texts that are gone or damaged are unpacked again, and the index stays", async () => {
  const place = shelfPlace();
  place.put("eks.tar.gz", packedEks());
  const expected = await textsOf(await openById(place.shelf(), "eks.tar.gz"));
  const textPath = () => join(place.state, "texts", readdirSync(join(place.state, "texts"))[0] ?? "");
  for (const damage of [() => rmSync(textPath()), () => truncateSync(textPath(), 10)]) {
    damage();
    assert.deepEqual(await textsOf(await openById(place.shelf(), "eks.tar.gz")), expected);
  }
  const shelf = place.shelf();
  const opened = await openById(shelf, "eks.tar.gz");
  rmSync(textPath());
  // The one who has it open reads on.
  const [{ path = "", bytes = 0 } = {}] = opened.files;
  assert.equal((await opened.text.readBytes(path, 0, bytes, anySignal)).length, bytes);
  assert.deepEqual(await textsOf(await openById(shelf, "eks.tar.gz")), expected);
});

test("texts take no more room than they may: the longest unused go", async () => {
  const place = shelfPlace();
  const unpacked = membersOf(eksFolder).reduce((sum, { content = "" }) => sum + content.length, 0);
  const shelf = place.shelf({ textBytes: Math.ceil(unpacked * 1.5) });
  for (const name of ["a.tar.gz", "b.tar.gz", "c.tar.gz"]) place.put(name, packedEks());
  for (const name of ["a.tar.gz", "b.tar.gz", "c.tar.gz"]) await openById(shelf, name);
  assert.ok(readdirSync(join(place.state, "texts")).length < 3);
  const expected = await textsOf(await openById(shelf, "c.tar.gz"));
  assert.deepEqual(await textsOf(await openById(shelf, "a.tar.gz")), expected);
});

test("a bundle whose texts are more than may be kept is read from its archive, and says that it cannot be searched", async () => {
  const place = shelfPlace();
  place.put("eks.tar.gz", packedEks());
  const { files, text } = await openById(place.shelf({ textBytes: 100 }), "eks.tar.gz");
  assert.deepEqual(text.places, []);
  assert.match(text.remarks?.join() ?? "", /cannot be searched/);
  const messages = files.find(({ path }) => path.endsWith("var_log/messages"))?.path ?? "";
  assert.match(Buffer.from(await text.readBytes(messages, 4, 40, anySignal)).toString(), /^14 03:10:00 ip-10-0-1-2 kernel: nf_connt$/);
  assert.equal(await text.offsetOfLine(messages, 2, anySignal), 92);
  assert.deepEqual(readdirSync(join(place.state, "texts")), []);
});

test("without a place of its own it keeps texts while it runs, and leaves nothing behind", async () => {
  const place = shelfPlace();
  place.put("eks.tar.gz", packedEks());
  const shelf = place.shelf({ stateDirectory: undefined } as object);
  const { text } = await openById(shelf, "eks.tar.gz");
  const folder = join(text.places[0]?.diskPath ?? "", "..");
  assert.equal(statSync(folder).mode & 0o077, 0);
  await shelf.close();
  assert.equal(existsSync(folder), false);
});

test("a place that cannot be written to costs only what would have been kept", async () => {
  const place = shelfPlace();
  place.put("eks.tar.gz", packedEks());
  // A file stands where the folder should: the same for root as for everybody.
  writeFileSync(place.state, "");
  const opened = await openById(place.shelf(), "eks.tar.gz");
  assert.equal((await textsOf(opened)).length, opened.files.length);
  assert.ok(place.logged.some((line) => line.startsWith("the index of a bundle could not be kept")));
});

test("a full disk costs only what would have been kept", {
  skip: process.getuid?.() !== 0 && "needs root for a file system of its own",
}, async () => {
  const place = shelfPlace();
  const noise = Array.from(
    { length: 40_000 },
    (_, number) => `Jan 15 12:00:00 node app[1]: ${Math.imul(number, 2_654_435_761) >>> 0}\n`,
  ).join("");
  place.put("eks.tar.gz", gzipSync(makeTar([...membersOf(eksFolder), { name: "var_log/app.log", content: noise }])));
  mkdirSync(place.state);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", place.state]);
  try {
    const opened = await openById(place.shelf(), "eks.tar.gz");
    assert.equal((await textsOf(opened)).find(([name]) => name === "var_log/app.log")?.[1], noise);
    assert.ok(opened.text.places.every(({ diskPath }) => !diskPath.startsWith(place.state)));
    assert.ok(place.logged.some((line) => line.startsWith("the texts of a bundle could not be kept")));
    assert.deepEqual(readdirSync(join(place.state, "texts")), []);
    // What fits is kept, and serves the next start.
    assert.deepEqual(saidBy(await openById(place.shelf(), "eks.tar.gz")), saidBy(opened));
  } finally {
    execFileSync("umount", [place.state]);
  }
});

test("two who open a bundle share the work; one who goes away breaks nothing for the other", async () => {
  const place = shelfPlace();
  place.put("eks.tar.gz", packedEks());
  const shelf = place.shelf();
  const [bundle] = (await shelf.list(anySignal)).bundles;
  assert.ok(bundle);
  const gone = new AbortController();
  const opens = [
    shelf.open(bundle, { signal: gone.signal }),
    shelf.open(bundle, { signal: anySignal }),
    shelf.open(bundle, { signal: anySignal }),
  ];
  gone.abort(new Error("gone"));
  const [left, first, second] = await Promise.allSettled(opens);
  assert.equal(left?.status, "rejected");
  assert.ok(first?.status === "fulfilled" && second?.status === "fulfilled");
  assert.equal(first.value, second.value);
  assert.equal(await shelf.open(bundle, { signal: anySignal }), first.value);
});

test("an open that nobody waits for any longer leaves nothing behind", async () => {
  const place = shelfPlace();
  place.put("eks.tar.gz", largeEks());
  const shelf = place.shelf();
  const [bundle] = (await shelf.list(anySignal)).bundles;
  assert.ok(bundle);
  const gone = new AbortController();
  const onProgress = () => gone.abort(new Error("gone"));
  await assert.rejects(shelf.open(bundle, { signal: gone.signal, onProgress }), /gone/);
  await shelf.close();
  assert.deepEqual(leftBehind(place), []);
  assert.equal((await openById(place.shelf(), "eks.tar.gz")).files.length, membersOf(eksFolder).length + 1);
});

test("other calls are answered while a bundle is read", async () => {
  const place = shelfPlace();
  place.put("eks.tar.gz", largeEks());
  place.put("own.tar.gz", packedOwn());
  const shelf = place.shelf();
  const large = (await shelf.list(anySignal)).bundles.find(({ id }) => id === "eks.tar.gz");
  assert.ok(large);
  let isDone = false;
  const opening = shelf.open(large, { signal: anySignal }).then(() => {
    isDone = true;
  });
  let turns = 0;
  while (!isDone) {
    await new Promise(setImmediate);
    turns++;
  }
  await opening;
  assert.ok(turns > 5, `${turns} turns`);
});

test("files of a folder are not followed out of it, not even when they become links later", async () => {
  const place = shelfPlace();
  const folder = place.copy(ownFolder, "own");
  writeFileSync(join(place.root, "secret"), "secret\n");
  symlinkSync(join(place.root, "secret"), join(folder, "link.txt"));
  mkdirSync(join(folder, "logs"));
  writeFileSync(join(folder, "logs", "kubelet.log"), "a line\n");
  const opened = await openById(place.shelf(), "own");
  assert.equal(
    opened.files.some(({ path }) => path === "link.txt"),
    false,
  );
  await assert.rejects(opened.text.readBytes("link.txt", 0, 10, anySignal), { code: "file-unknown" });
  rmSync(join(folder, "slabinfo.txt"));
  symlinkSync(join(place.root, "secret"), join(folder, "slabinfo.txt"));
  await assert.rejects(opened.text.readBytes("slabinfo.txt", 0, 10, anySignal), { code: "file-unknown" });
  mkdirSync(join(place.root, "outside"));
  writeFileSync(join(place.root, "outside", "kubelet.log"), "secret\n");
  rmSync(join(folder, "logs"), { recursive: true });
  symlinkSync(join(place.root, "outside"), join(folder, "logs"));
  await assert.rejects(opened.text.readBytes("logs/kubelet.log", 0, 10, anySignal), { code: "file-unknown" });
});

test("a bundle that changed since it was opened is opened anew", async () => {
  const place = shelfPlace();
  const folder = place.copy(eksFolder, eksName);
  const shelf = place.shelf();
  const before = await openById(shelf, eksName);
  writeFileSync(join(folder, "kernel", "late.txt"), "a line\n");
  const after = await openById(shelf, eksName);
  assert.equal(after.files.length, before.files.length + 1);
});

test("a binary log is no text: it is neither scanned nor given a place", async () => {
  const place = shelfPlace();
  const folder = place.copy(eksFolder, eksName);
  writeFileSync(
    join(folder, "var_log", "wtmp"),
    Buffer.concat([Buffer.from([7, 0, 0, 0]), Buffer.alloc(3000, "nf_conntrack: table full\0")]),
  );
  const { files, findings, text } = await openById(place.shelf(), eksName);
  assert.equal(files.find(({ path }) => path === "var_log/wtmp")?.isBinary, true);
  assert.ok(findings.coverage.skipped.some(({ file, because }) => file === "var_log/wtmp" && because === "it is no text"));
  assert.equal(
    text.places.some(({ path }) => path === "var_log/wtmp"),
    false,
  );
});

const longAgo = new Date(Date.UTC(2026, 0, 1));

/** Other bytes, the same size and the same time. */
function spoil(path: string): void {
  const { size } = statSync(path);
  writeFileSync(path, Buffer.alloc(size, 7));
  utimesSync(path, longAgo, longAgo);
}

function change(path: string, how: (index: object) => object): void {
  writeFileSync(path, JSON.stringify(how(JSON.parse(readFileSync(path, "utf8")) as object)));
}

function leftBehind(place: ShelfPlace): readonly string[] {
  return ["indexes", "texts"].flatMap((folder) => (existsSync(join(place.state, folder)) ? readdirSync(join(place.state, folder)) : []));
}

/** Enough that it is read in many pieces. */
function largeEks(): Buffer {
  const line = "Jan 15 12:00:00 ip-10-0-1-2 systemd[1]: Started libcontainer container 0123456789abcdef.\n";
  return gzipSync(makeTar([...membersOf(eksFolder), { name: "var_log/app.log", content: line.repeat(400_000) }]), { level: 1 });
}
