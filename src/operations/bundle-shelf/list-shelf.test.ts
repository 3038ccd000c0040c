import assert from "node:assert/strict";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeTar, makeZip, membersOf } from "../../sources/bundle/archive-writers.case.ts";
import { eksName, fixtures, sgfpName } from "../../sources/bundle/bundle-places.case.ts";
import { anySignal, eksFolder, openById, ownFolder, packedEks, packedOwn, shelfPlace } from "./shelf-places.case.ts";

test("archives, folders and single files are bundles, and a folder of bundles is a cluster", async () => {
  const place = shelfPlace();
  place.put(`${eksName}.tar.gz`, packedEks());
  place.put("own.tar", makeTar(membersOf(ownFolder)));
  place.put("own.zip", makeZip(membersOf(ownFolder)));
  place.copy(join(fixtures, sgfpName), sgfpName);
  place.put("dmesg.txt", "[864100.100000] nf_conntrack: nf_conntrack: table full, dropping packet\n");
  place.put("staging/node-b.tgz", packedOwn());
  place.copy(eksFolder, `production/${eksName}`);
  const { bundles, unreadable } = await place.shelf().list(anySignal);
  assert.deepEqual(unreadable, []);
  assert.deepEqual(
    bundles.map(({ id, node, cluster, instanceId, zone }) => [id, node, cluster, instanceId, zone]).sort(),
    [
      [`${eksName}.tar.gz`, "ip-10-0-1-2.ec2.internal", undefined, "i-0123456789abcdef0", "us-east-1a"],
      ["dmesg.txt", "unknown", undefined, undefined, undefined],
      ["own.tar", "node-a", "prod", undefined, undefined],
      ["own.zip", "node-a", "prod", undefined, undefined],
      [`production/${eksName}`, "ip-10-0-1-2.ec2.internal", "production", "i-0123456789abcdef0", "us-east-1a"],
      [sgfpName, "ip-10-0-1-2.ec2.internal", "prod-eks", undefined, undefined],
      ["staging/node-b.tgz", "node-a", "staging", undefined, undefined],
    ].sort(),
  );
  const eks = bundles.find(({ id }) => id.endsWith(".tar.gz"));
  assert.equal(eks?.collectedAtMs, Date.UTC(2026, 0, 15, 12, 3));
});

test("what is listed is of the same node and time as what is opened", async () => {
  const place = shelfPlace();
  place.copy(fixtures, ".");
  place.put("eks.tar.gz", packedEks());
  place.put("own.tar.gz", packedOwn());
  const shelf = place.shelf();
  for (const bundle of (await shelf.list(anySignal)).bundles) {
    const saved = await (await shelf.open(bundle, { signal: anySignal })).saved(anySignal);
    assert.deepEqual(
      [saved.node, saved.collectedAtMs, saved.isRedacted, saved.label],
      [bundle.node, bundle.collectedAtMs, bundle.isRedacted, bundle.label],
      bundle.id,
    );
  }
});

test("a path that is a bundle itself is the only one", async () => {
  const place = shelfPlace();
  const archive = place.put("own.tar.gz", packedOwn());
  for (const directory of [archive, eksFolder]) {
    const { bundles } = await place.shelf({ directory }).list(anySignal);
    assert.deepEqual(
      bundles.map(({ path }) => path),
      [directory],
    );
  }
});

test("a folder that is not there is said to be so, and holds nothing", async () => {
  const place = shelfPlace();
  const listing = await place.shelf({ directory: join(place.root, "nowhere") }).list(anySignal);
  assert.deepEqual(listing, { bundles: [], unreadable: [{ id: "nowhere", because: "the folder does not exist" }] });
});

test("what cannot be read is named with the reason, and the rest is listed", async () => {
  const place = shelfPlace();
  place.put("whole.tar.gz", packedOwn());
  place.put("empty.tar.gz", "");
  place.put("noise.tar.gz", Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8]));
  place.put("letter.txt", "Dear Sir,\n");
  place.put(".ullage-node-a.tar.gz.1a2b3c4d.partial", packedOwn());
  place.put("coming.tar.gz.part", "");
  place.put(".hidden", "x");
  mkdirSync(join(place.bundles, "nothing"));
  symlinkSync("/etc", join(place.bundles, "etc"));
  symlinkSync("loop", join(place.bundles, "loop"));
  const { bundles, unreadable } = await place.shelf().list(anySignal);
  assert.deepEqual(
    bundles.map(({ id }) => id),
    ["whole.tar.gz"],
  );
  assert.deepEqual(
    unreadable.map(({ id, because }) => [id, because.replace(/ \(.*\)/, "")]),
    [
      [".ullage-node-a.tar.gz.1a2b3c4d.partial", "its name says that it is still being written"],
      ["coming.tar.gz.part", "its name says that it is still being written"],
      ["empty.tar.gz", "it is empty"],
      ["etc", "it is a link, and links are not followed"],
      ["letter.txt", "none of its 1 files says anything about connection tracking"],
      ["loop", "it is a link, and links are not followed"],
      ["noise.tar.gz", "the compressed file is damaged; what came before was read"],
      ["nothing", "it is empty"],
    ],
  );
});

test("an archive that is cut short is listed with a remark, and looked at again when it has grown", async () => {
  const place = shelfPlace();
  const whole = packedOwn();
  const path = place.put("growing.tar.gz", whole.subarray(0, whole.length - 300));
  const shelf = place.shelf();
  const first = await shelf.list(anySignal);
  assert.equal(first.bundles.length + first.unreadable.length, 1);
  assert.ok((first.bundles[0]?.remarks ?? []).some((remark) => remark.includes("cut short")));
  appendFileSync(path, whole.subarray(whole.length - 300));
  const { bundles } = await shelf.list(anySignal);
  assert.deepEqual(
    bundles.map(({ id, node, remarks = [] }) => [id, node, remarks.some((remark) => remark.includes("cut short"))]),
    [["growing.tar.gz", "node-a", false]],
  );
});

test("an archive that grows while it is listed and opened is never half of anything", async () => {
  const place = shelfPlace();
  const whole = packedEks();
  const path = place.put("growing.tar.gz", "");
  const shelf = place.shelf();
  let written = 0;
  const writing = (async () => {
    for (; written < whole.length; written += 97) {
      appendFileSync(path, whole.subarray(written, written + 97));
      await new Promise(setImmediate);
    }
  })();
  while (written < whole.length) {
    const { bundles } = await shelf.list(anySignal);
    for (const bundle of bundles) {
      const opened = await shelf.open(bundle, { signal: anySignal }).catch((error: { code?: unknown }) => error);
      if (!("files" in opened)) assert.equal(opened.code, "bundle-unreadable");
    }
  }
  await writing;
  const opened = await openById(shelf, "growing.tar.gz");
  assert.equal(opened.files.length, membersOf(eksFolder).length);
});

test("a bundle that may not be read is named with the reason", {
  skip: process.getuid?.() === 0 && "root reads everything",
}, async () => {
  const place = shelfPlace();
  chmodSync(place.put("secret.tar.gz", packedOwn()), 0);
  const { unreadable } = await place.shelf().list(anySignal);
  assert.deepEqual(unreadable, [{ id: "secret.tar.gz", because: "no permission to read it" }]);
});

test("a bundle that vanished since it was listed is unreadable, not a bug", async () => {
  const place = shelfPlace();
  const path = place.put("own.tar.gz", packedOwn());
  const shelf = place.shelf();
  const [bundle] = (await shelf.list(anySignal)).bundles;
  assert.ok(bundle);
  rmSync(path);
  await assert.rejects(shelf.open(bundle, { signal: anySignal }), { code: "bundle-unreadable", message: "own.tar.gz: it is gone" });
  assert.deepEqual(await shelf.list(anySignal), { bundles: [], unreadable: [] });
});

test("bundles that vanish while they are listed leave the others", async () => {
  const place = shelfPlace();
  const paths = Array.from({ length: 20 }, (_, number) => place.put(`node-${number}.tar.gz`, packedOwn()));
  const listing = place.shelf().list(anySignal);
  for (const path of paths.slice(5)) rmSync(path);
  const { bundles, unreadable } = await listing;
  assert.ok(bundles.length >= 5);
  assert.ok(unreadable.every(({ because }) => because === "it vanished while it was read"));
});

test("a new file is seen at the next listing, even by who asks while another listing is under way", async () => {
  const place = shelfPlace();
  place.put("first.tar.gz", packedOwn());
  const shelf = place.shelf();
  const before = shelf.list(anySignal);
  await new Promise(setImmediate);
  place.put("second.tar.gz", packedOwn());
  const [, after] = await Promise.all([before, shelf.list(anySignal)]);
  assert.deepEqual(after.bundles.map(({ id }) => id).sort(), ["first.tar.gz", "second.tar.gz"]);
});

test("a caller who goes away does not break a listing that another waits for", async () => {
  const place = shelfPlace();
  for (let number = 0; number < 10; number++) place.put(`node-${number}.tar.gz`, packedOwn());
  const shelf = place.shelf();
  const gone = new AbortController();
  const [left, stayed] = [shelf.list(gone.signal), shelf.list(anySignal)];
  gone.abort(new Error("gone"));
  await assert.rejects(left, /gone/);
  assert.equal((await stayed).bundles.length, 10);
});

test("two hundred bundles: nothing is read twice, in memory or after a restart", async () => {
  const place = shelfPlace();
  const packed = packedOwn();
  for (let number = 0; number < 200; number++) {
    const path = place.put(`cluster-${number % 4}/node-${number}.tar.gz`, packed);
    utimesSync(path, longAgo, longAgo);
  }
  assert.equal((await place.shelf().list(anySignal)).bundles.length, 200);
  // What is in the archives is spoilt without a trace in size and time: whoever reads them again notices.
  for (const folder of readdirSync(place.bundles)) {
    for (const name of readdirSync(join(place.bundles, folder))) spoil(join(place.bundles, folder, name));
  }
  const { bundles, unreadable } = await place.shelf().list(anySignal);
  assert.deepEqual([bundles.length, unreadable.length], [200, 0]);
  assert.deepEqual(new Set(bundles.map(({ cluster }) => cluster)), new Set(["cluster-0", "cluster-1", "cluster-2", "cluster-3"]));
  // Another version of the program may read more out of them.
  assert.equal((await place.shelf({ version: "2.0.0" }).list(anySignal)).unreadable.length, 200);
});

/** Other bytes, the same size and the same time. */
function spoil(path: string): void {
  const { size } = statSync(path);
  writeFileSync(path, Buffer.alloc(size, 7));
  utimesSync(path, longAgo, longAgo);
}

const longAgo = new Date(Date.UTC(2026, 0, 1));

test("what is known of bundles is forgotten when its file is damaged or is not ours", async () => {
  const place = shelfPlace();
  place.put("own.tar.gz", packedOwn());
  await place.shelf().list(anySignal);
  const [name = ""] = readdirSync(join(place.state, "bundles"));
  const book = join(place.state, "bundles", name);
  for (const damage of [
    () => truncateSync(book, 40),
    () => writeFileSync(book, '{"schemaVersion":99}'),
    () => {
      renameSync(book, `${book}.elsewhere`);
      symlinkSync(`${book}.elsewhere`, book);
    },
  ]) {
    damage();
    assert.equal((await place.shelf().list(anySignal)).bundles.length, 1);
    rmSync(book, { force: true });
    await place.shelf().list(anySignal);
  }
});

test("of the folder that is collected into the older collections of each node are removed, and nothing else", async () => {
  const place = shelfPlace();
  mkdirSync(place.collected);
  const packed = packedOwn();
  const names = [1, 2, 3, 4].map((minute) => `ullage-node-a-20260115T12010${minute}Z.tar.gz`);
  for (const name of [...names, "mine.tar.gz"]) writeFileSync(join(place.collected, name), packed);
  for (const [at, name] of names.entries()) utimesSync(join(place.collected, name), new Date(at * 1000), new Date(at * 1000));
  place.put("ullage-node-a-20250115T120101Z.tar.gz", packed);
  const shelf = place.shelf({ collectsInto: place.collected, keepPerNode: 2 });
  assert.equal(shelf.directory, place.collected);
  const { bundles } = await shelf.list(anySignal);
  assert.deepEqual(readdirSync(place.collected).length, 3);
  assert.ok(existsSync(join(place.collected, "mine.tar.gz")));
  assert.equal(bundles.length, 4);
  assert.ok(bundles.every(({ id }) => id === "ullage-node-a-20250115T120101Z.tar.gz" || id.startsWith("collected/")));
  assert.equal(place.logged.filter((line) => line.includes("older collection")).length, 2);
});

test("what a killed collection left half-written goes after an hour, and one that is being written stays", async () => {
  const place = shelfPlace();
  mkdirSync(place.collected);
  const name = (digit: number) => `.ullage-node-a-20260115T120101Z.tar.gz.abcdef0${digit}.partial`;
  const nowMs = Date.now();
  for (const [digit, ageMs] of [
    [1, 2 * 3_600_000],
    [2, 60_000],
  ] as const) {
    writeFileSync(join(place.collected, name(digit)), "half");
    utimesSync(join(place.collected, name(digit)), new Date(nowMs - ageMs), new Date(nowMs - ageMs));
  }
  writeFileSync(join(place.collected, ".mine.partial"), "");
  utimesSync(join(place.collected, ".mine.partial"), new Date(0), new Date(0));
  await place.shelf({ collectsInto: place.collected }).list(anySignal);
  assert.deepEqual(readdirSync(place.collected).toSorted(), [".mine.partial", name(2)]);
});

test("a folder that is read and collected into is listed once, and nothing is removed from it", async () => {
  const place = shelfPlace();
  for (const second of [1, 2, 3]) place.put(`ullage-node-a-20260115T12010${second}Z.tar.gz`, packedOwn());
  const { bundles } = await place.shelf({ collectsInto: place.bundles, keepPerNode: 1 }).list(anySignal);
  assert.equal(bundles.length, 3);
});
