import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { constants, deflateRawSync, gzipSync } from "node:zlib";
import { type MadeMember, makeTar, makeZip, membersOf, tarHeader } from "./archive-writers.case.ts";
import { eksName, fixtures, temporaryPlace } from "./bundle-places.case.ts";
import { readBundle } from "./read-bundle.ts";

const place = temporaryPlace();
const counters = "cpu=0   \tfound=1 drop=3\n";
const good: MadeMember = { name: "conntrack_stats.txt", content: counters };

const outside = ["../../etc/cron.d/x", "/etc/passwd", "a/../../b", "C:\\windows\\x", "\\\\server\\share\\x", "..\\x", "c:x", "a/.."];

for (const [what, make] of [
  ["tar", makeTar],
  ["zip", makeZip],
] as const) {
  test(`names in a ${what} that point out of it are not read and not listed`, async () => {
    const members = outside.map((name) => ({ name, content: "1 / 2\n" }));
    const bundle = await readBundle(place.put(`outside.${what}`, make([...members, good])));
    assert.deepEqual(
      bundle.files.map(({ path }) => path),
      ["conntrack_stats.txt"],
    );
    assert.ok(bundle.remarks.some((remark) => remark.includes(`and ${outside.length - 1} more were not read: the name points out`)));
    assert.equal(bundle.observation.now.parts.tableUsage?.status, "absent");
  });

  test(`the second file of a name in a ${what} is not read`, async () => {
    const bundle = await readBundle(
      place.put(`twice.${what}`, make([good, { name: "a.txt", content: "1 / 10\n" }, { name: "./a.txt", content: "9 / 10\n" }])),
    );
    const usage = bundle.observation.now.parts.tableUsage;
    assert.equal(usage?.status === "present" ? usage.value.count : undefined, 1);
    assert.ok(bundle.remarks.some((remark) => remark.includes("of the same name")));
  });

  test(`a ${what} with more files than the bound is refused`, async () => {
    const members = Array.from({ length: 11 }, (_, at) => ({ name: `${at}.txt`, content: "x" }));
    const path = place.put(`many.${what}`, make(members));
    await assert.rejects(readBundle(path, { limits: { files: 10 } }), { code: "bundle-too-many-files" });
  });

  test(`a ${what} in which nothing is known is refused`, async () => {
    await assert.rejects(readBundle(place.put(`nothing.${what}`, make([{ name: "a", content: "hello" }]))), {
      code: "bundle-unrecognised",
    });
  });

  test(`control characters in a name of a ${what} are not handed on`, async () => {
    const bundle = await readBundle(place.put(`control.${what}`, make([{ ...good, name: "a\u001b[31m\u202e.txt" }])));
    assert.deepEqual(
      bundle.files.map(({ path }) => path),
      ["a?[31m?.txt"],
    );
  });
}

test("links and devices in a tar are not followed", async () => {
  const links = ["1", "2", "3", "4", "6"].map((type) => ({ name: `node_conntrack_mtu${type}.txt`, type, linkName: "/etc/hostname" }));
  const bundle = await readBundle(place.put("links.tar", makeTar([...links, good])));
  assert.deepEqual([bundle.files.length, bundle.remarks.length], [1, 2]);
});

test("a link in a zip is not followed", async () => {
  const bundle = await readBundle(place.put("links.zip", makeZip([{ name: "mtu.txt", type: "2", content: "1 / 2" }, good])));
  assert.deepEqual([bundle.files.length, bundle.remarks.length], [1, 1]);
});

test("links, pipes and folders behind links in a directory are not followed", async (t) => {
  const root = join(place.root, "linked");
  mkdirSync(root);
  writeFileSync(join(root, "conntrack_stats.txt"), counters);
  symlinkSync("/etc", join(root, "etc"));
  symlinkSync("conntrack_stats.txt", join(root, "again.txt"));
  if (spawnSync("mkfifo", [join(root, "pipe")]).status !== 0) return t.skip("mkfifo is not installed");
  const bundle = await readBundle(root);
  assert.deepEqual([bundle.files.length, bundle.remarks.length], [1, 2]);
});

test("what inflates to hundreds of times its size is refused before it is unpacked", async () => {
  const monotony = Buffer.alloc(40 * 1024 ** 2, "\n");
  const limits = { limits: { ratioFreeBytes: 1024 ** 2 } };
  for (const [name, bomb] of [
    ["bomb.tar.gz", gzipSync(makeTar([{ name: "a.txt", content: monotony }, good]))],
    ["bomb.txt.gz", gzipSync(Buffer.concat([Buffer.from(counters), monotony]))],
    ["bomb.zip", makeZip([{ name: "a_stats.txt", content: Buffer.concat([Buffer.from(counters), monotony]) }])],
  ] as const) {
    await assert.rejects(readBundle(place.put(name, bomb), limits), { code: "bundle-inflates-too-much" }, name);
  }
});

test("more than the bound on unpacked bytes is refused, in whatever it comes", async () => {
  const content = counters + Array.from({ length: 20_000 }, (_, at) => `# ${at}\n`).join("");
  const limits = { limits: { unpackedBytes: 100_000 } };
  const directory = join(place.root, "large");
  mkdirSync(directory);
  writeFileSync(join(directory, "a.txt"), content);
  const paths = [
    directory,
    place.put("large.txt", content),
    place.put("large.tar", makeTar([{ name: "a.txt", content }])),
    place.put("large.tar.gz", gzipSync(makeTar([{ name: "a.txt", content }]))),
    place.put("large.zip", makeZip([{ name: "a.txt", content }])),
  ];
  for (const path of paths) await assert.rejects(readBundle(path, limits), { code: "bundle-too-large" }, path);
});

const whole = membersOf(join(fixtures, eksName));

test("of a tar that is cut at any block or inside one, what came before is used", async () => {
  const tar = makeTar(whole);
  for (let length = 512; length < tar.length - 1024; length += 1531) {
    const bundle = await readBundle(place.put(`${eksName}.tar`, tar.subarray(0, length))).catch((error: unknown) => error);
    if (bundle instanceof Error) {
      assert.equal("code" in bundle ? bundle.code : bundle, "bundle-unrecognised");
      continue;
    }
    const { remarks } = bundle as Awaited<ReturnType<typeof readBundle>>;
    assert.ok(
      remarks.some((remark) => remark.includes("what came before was used")),
      `${length}`,
    );
  }
});

for (const [what, behind, remark] of [
  ["garbage", Buffer.from("garbage"), /no gzip/],
  ["zeros", Buffer.alloc(10_240), undefined],
  ["another gzip member", gzipSync("hello"), /behind the end mark/],
] as const) {
  test(`${what} behind the gzip stream of a tar does not hide what is whole before it`, async () => {
    const packed = Buffer.concat([gzipSync(makeTar([good])), behind]);
    const bundle = await readBundle(place.put(`${what.replaceAll(" ", "-")}-behind.tar.gz`, packed));
    assert.equal(bundle.observation.now.parts.cpuCounters?.status, "present");
    assert.equal(bundle.remarks.length, remark === undefined ? 0 : 1);
    if (remark !== undefined) assert.match(bundle.remarks[0] ?? "", remark);
  });
}

test("of a compressed tar that is cut, what could be unpacked is used", async () => {
  const packed = gzipSync(makeTar([good, ...whole]));
  const bundle = await readBundle(place.put("cut.tar.gz", packed.subarray(0, packed.length - 200)));
  assert.equal(bundle.observation.now.parts.cpuCounters?.status, "present");
  assert.ok(bundle.remarks.length > 0);
});

test("of a compressed file that is cut, what could be unpacked is used", async () => {
  const packed = gzipSync(counters.repeat(1));
  const bundle = await readBundle(place.put("cut.txt.gz", packed.subarray(0, packed.length - 6)));
  assert.equal(bundle.observation.now.parts.cpuCounters?.status, "present");
  assert.ok(bundle.remarks.some((remark) => remark.includes("cut short")));
});

test("of a zip without its end, the files at its beginning are used", async () => {
  const zip = makeZip([good, ...whole]);
  const bundle = await readBundle(place.put("cut.zip", zip.subarray(0, zip.length - 400)));
  assert.equal(bundle.observation.now.parts.cpuCounters?.status, "present");
  assert.ok(bundle.remarks.some((remark) => remark.includes("directory is missing")));
  const streamed = makeZip([good, ...whole], { isStreamed: true });
  const first = await readBundle(place.put("cut-stream.zip", streamed.subarray(0, 2000)));
  assert.equal(first.observation.now.parts.cpuCounters?.status, "present");
});

test("of a small archive that is damaged nothing may be left, and that is the reason which is told", async () => {
  // No run of bytes comes again in it, so that it is longer than what the kind of the archive is known by.
  const noise = Buffer.from(Array.from({ length: 4_000 }, (_, at) => (at * 2_654_435_761) >>> 13));
  const tar = deflateRawSync(makeTar([{ name: "noise.bin", content: noise }, good]), { finishFlush: constants.Z_SYNC_FLUSH });
  const noBlock = Uint8Array.of(0xff);
  const packed = Buffer.concat([gzipSync("").subarray(0, 10), tar, noBlock]);
  await assert.rejects(readBundle(place.put("spoiled.tar.gz", packed)), /none of its 0 files .*; the compressed file is damaged/);
});

test("a zip of nothing but its first bytes is damaged", async () => {
  await assert.rejects(readBundle(place.put("stump.zip", makeZip([good]).subarray(0, 12))), { code: "bundle-damaged" });
});

test("every way of writing a long name in a tar is understood", async () => {
  const long = `${"folder/".repeat(30)}conntrack_stats.txt`;
  const record = (text: string) => {
    const length = text.length + 3;
    const digits = String(length + String(length).length);
    return `${digits} ${text}\n`.replace(/^\d+/, String(digits.length + text.length + 2));
  };
  const gnu = makeTar([
    { name: "././@LongLink", type: "L", content: `${long}\0` },
    { ...good, name: long.slice(0, 100) },
  ]);
  const pax = makeTar([
    { name: "PaxHeaders/x", type: "x", content: record(`path=${long}`) },
    { ...good, name: "short" },
  ]);
  const split = makeTar([{ ...good, name: "conntrack_stats.txt" }]);
  split.write("folder/one", 345);
  split.write("        ", 148);
  const sum = split.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  split.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  for (const [name, tar, path] of [
    ["gnu", gnu, long],
    ["pax", pax, long],
    ["ustar", split, "folder/one/conntrack_stats.txt"],
  ] as const) {
    const { files } = await readBundle(place.put(`${name}.tar`, tar));
    assert.deepEqual(
      files.map((file) => file.path),
      [path],
      name,
    );
  }
});

test("a size in GNU's binary form is understood, and one that is larger than the archive cuts it", async () => {
  const header = tarHeader({ name: "conntrack_stats.txt", content: counters });
  header.fill(0, 124, 136);
  header[124] = 0x80;
  header.writeUInt32BE(2 ** 31, 132);
  header.write("        ", 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const bundle = await readBundle(place.put("binary.tar", Buffer.concat([header, Buffer.from(counters)])));
  assert.equal(bundle.observation.now.parts.cpuCounters?.status, "present");
  assert.ok(bundle.remarks.some((remark) => remark.includes("cut short")));
});

test("a line of ten megabytes neither ends the reading nor is kept", async () => {
  const line = "x".repeat(10 * 1024 ** 2);
  const bundle = await readBundle(
    place.put(
      "long-line.tar",
      makeTar([
        { name: "sysctl.txt", content: `net.netfilter.nf_conntrack_max = 5\nnet.a.b = ${line}\nnet.netfilter.nf_conntrack_count = 4\n` },
        { name: "dmesg.txt", content: `[    1.000000] ${line}\n[    2.000000] nf_conntrack: table full, dropping packet\n` },
        { name: "stats.txt", content: `cpu=0 found=1\n${line}\ncpu=1 found=1\n` },
      ]),
    ),
  );
  const { tableUsage, kernelLog, cpuCounters } = bundle.observation.now.parts;
  assert.deepEqual(tableUsage?.status === "present" ? tableUsage.value : tableUsage, { count: 4, max: 5 });
  assert.equal(kernelLog?.status === "present" ? kernelLog.value.records.length : 0, 1);
  assert.equal(cpuCounters?.status === "present" ? cpuCounters.value.perCpu.length : 0, 2);
});

test("settings behind a hundred thousand others are found", async () => {
  const others = Array.from({ length: 100_000 }, (_, at) => `net.ipv6.conf.veth${at}.forwarding = 0\r\n`).join("");
  const bundle = await readBundle(
    place.put("sysctl-a.txt", `${others}net.netfilter.nf_conntrack_max = 262144\r\nnet.netfilter.nf_conntrack_count = 7`),
  );
  const usage = bundle.observation.now.parts.tableUsage;
  assert.deepEqual(usage?.status === "present" ? usage.value : usage, { count: 7, max: 262_144 });
});

test("bytes of no kind are refused or passed over, and never end in a bug", async () => {
  let seed = 7;
  const noise = Buffer.alloc(4096);
  for (let at = 0; at < noise.length; at++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    noise[at] = seed >>> 24;
  }
  const archives = [gzipSync(makeTar([good, ...whole])), makeTar([good, ...whole]), makeZip([good, ...whole])];
  for (const archive of archives) {
    for (let at = 0; at < 60; at++) {
      const broken = Buffer.from(archive);
      for (let byte = 0; byte < 4; byte++) broken[(at * 613 + byte * 97) % broken.length] = noise[(at * 4 + byte) % noise.length] ?? 0;
      const outcome = await readBundle(place.put(`noise-${at}.bin`, broken)).catch((error: unknown) => error);
      if (outcome instanceof Error) assert.equal(outcome.name, "InputError", outcome.stack);
    }
  }
});
