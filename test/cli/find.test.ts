import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { parse as parseYaml } from "yaml";
import { findResultSchema } from "../../src/contract/find-result.ts";
import { assertGolden } from "./golden-file.ts";
import { root, runUllage } from "./run-ullage.ts";

const table = "fixtures/find/table.txt";
const pods = "fixtures/find/pods.json";
const saved = ["--file", table];
const named = [...saved, "--pods", pods];
const folder = mkdtempSync(join(tmpdir(), "ullage-find-"));
after(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The time is that of the file. */
function timeless(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>");
}

function resultOf(args: readonly string[], expectedStatus = 0) {
  const { stdout, stderr, status } = runUllage(["find", ...args, "--output", "json"]);
  assert.deepEqual([stderr, status], ["", expectedStatus]);
  return findResultSchema.strict().parse(JSON.parse(stdout));
}

for (const { golden, args, status = 0 } of [
  { golden: "help.txt", args: ["--help"] },
  { golden: "access-log.txt", args: ["::ffff:192.168.1.10:25900", ...named] },
  { golden: "access-log.md", args: ["192.168.1.10:25900", ...named, "--output", "markdown"] },
  { golden: "service.txt", args: ["10.96.0.10:53", ...named] },
  { golden: "workload.txt", args: ["shop/checkout", ...named, "--limit", "2"] },
  { golden: "two-ends.txt", args: ["10.0.1.5", "192.168.1.77:5432", ...named] },
  { golden: "nameless.txt", args: ["192.168.1.10:25900", ...saved] },
  { golden: "nothing.txt", args: ["192.168.1.11:25900", ...named], status: 1 },
  { golden: "many.txt", args: ["10.244.0.0/16", "--file", "fixtures/conntrack-text/list.txt"] },
] as const) {
  test(`ullage find ${args.join(" ")} says what ${golden} holds`, () => {
    const run = runUllage(["find", ...args]);
    assert.deepEqual([run.stderr, run.status], ["", status]);
    assertGolden(`find/${golden}`, timeless(run.stdout));
  });
}

test("who an address is does not depend on how many entries are shown", () => {
  const [all, one] = ["1000", "1"].map((limit) => resultOf(["10.0.1.5", ...named, "--limit", limit]));
  assert.ok(one?.entries.length === 1 && one.found > 1);
  assert.deepEqual(one.answers, all?.answers);
});

test("a workload is found by its name alone, in whatever case", () => {
  const [whole, bare] = ["shop/checkout", "Checkout"].map((name) => resultOf([name, ...named]));
  assert.ok((bare?.found ?? 0) > 0);
  assert.deepEqual([bare?.asked[0]?.meant, bare?.found], [whole?.asked[0]?.meant, whole?.found]);
});

test("JSON keeps the contract, and YAML says the same", () => {
  const result = resultOf(["192.168.1.10", ...named, "--protocol", "tcp", "--limit", "3"]);
  assert.deepEqual([result.protocol, result.found, result.entries.length, result.walked], ["tcp", 4, 3, 6]);
  const yaml: unknown = parseYaml(
    runUllage(["find", "192.168.1.10", ...named, "--protocol", "tcp", "--limit", "3", "--output", "yaml"]).stdout,
  );
  assert.deepEqual(findResultSchema.strict().parse(yaml), result);
});

for (const [what, args] of [
  ["a protocol by its number", ["10.0.1.5", ...saved, "--protocol", "17"]],
  ["a port alone", [":53", ...saved]],
  ["both ends, whichever comes first", ["10.0.2.53", "10.0.1.5", ...saved]],
  ["the service by its name", ["kube-system/kube-dns", ...named]],
  ["the workload behind it", ["deployment/kube-system/coredns", ...named]],
] as const) {
  test(`${what} finds the two queries`, () => {
    const { entries } = resultOf(args);
    assert.deepEqual(
      entries.map(({ client }) => client.port),
      [53_985, 44_014],
    );
  });
}

test("a compressed table and one from standard input say what the file says", () => {
  const compressed = fileOf("table.gz", gzipSync(readFileSync(join(root, table))));
  const { entries } = resultOf(["10.0.1.5", ...saved]);
  assert.deepEqual(resultOf(["10.0.1.5", "--file", compressed]).entries, entries);
  const piped = spawnSync(process.execPath, [join(root, "bin/ullage.js"), "find", "10.0.1.5", "--file", "-", "--output", "json"], {
    input: readFileSync(join(root, table)),
    encoding: "utf8",
  });
  assert.equal(piped.status, 0);
  assert.deepEqual(findResultSchema.strict().parse(JSON.parse(piped.stdout)).entries, entries);
});

for (const [bundle, end, found] of [
  ["ullage-node-a", "10.244.3.17", 7],
  ["eks_i-0123456789abcdef0_2026-01-15_1203-UTC_0.7.8", "10.0.1.17", 2],
  ["sgfp_bundle_prod-eks_web-7d9f_20260115_120344", "10.0.1.2", 4],
  ["loose", "10.244.3.17", 7],
] as const) {
  test(`the bundle ${bundle} has ${found} entries of ${end}, at its own time`, () => {
    const result = resultOf([end, "--bundle", `fixtures/bundles/${bundle}`]);
    assert.deepEqual([result.found, result.takenAt.slice(0, 13)], [found, "2026-01-15T12"]);
  });
}

test("a bundle of which a part is known answers 3 for what it does not have, for it may be in the rest", () => {
  const result = resultOf(["10.9.9.9", "--bundle", "fixtures/bundles/sgfp_bundle_prod-eks_web-7d9f_20260115_120344"], 3);
  assert.equal(result.capped?.by, "entries");
});

test("a line that cannot be understood may have been the one", () => {
  const path = fileOf("broken.txt", `${readFileSync(join(root, table), "utf8")}tcp 6 100 ESTABLISHED src=10.9\n`);
  const { remarks } = resultOf(["10.9.9.9", "--file", path], 3);
  assert.equal(remarks.length, 1);
  assert.equal(resultOf(["10.0.1.5", "--file", path]).found, 6);
});

const noConntrack = ["--proc", "fixtures/proc/linux-6.18-no-conntrack/proc"];
const quiet = ["find", "10.0.1.5"];

for (const { what, args, status, says } of [
  { what: "a name of a host", args: ["find", "example.com"], status: 64, says: /names of hosts are not looked up/ },
  { what: "a port that is none", args: ["find", "10.0.1.5:70000"], status: 64, says: /a port is a number from 0 to 65535/ },
  { what: "an IPv6 address whose port is not told apart", args: ["find", "fd00::1:70000"], status: 64, says: /\[fd00::1\]:443/ },
  { what: "a second end that is none", args: ["find", "10.0.1.5", "443"], status: 64, says: /written :443/ },
  { what: "three ends", args: ["find", "10.0.1.5", "10.0.1.6", "10.0.1.7"], status: 64, says: /too many arguments/ },
  { what: "nothing to look for", args: ["find"], status: 64, says: /missing required argument 'end'/ },
  { what: "a port of what has none", args: ["find", "10.0.1.5:80", "--protocol", "icmp"], status: 64, says: /icmp has no ports/ },
  { what: "an unknown protocol", args: [...quiet, "--protocol", "http"], status: 64, says: /name or number such as tcp/ },
  { what: "a list of no length", args: [...quiet, "--limit", "0"], status: 64, says: /whole number from 1/ },
  { what: "a name without names", args: ["find", "shop/checkout", ...saved], status: 64, says: /no names are known here; --pods/ },
  { what: "two tables", args: [...quiet, ...saved, "--bundle", "x"], status: 64, says: /cannot be used with/ },
  { what: "two things on standard input", args: [...quiet, "--file", "-", "--pods", "-"], status: 64, says: /only one of/ },
  { what: "a file that is not there", args: [...quiet, "--file", "gone"], status: 66, says: /gone: does not exist \(file-missing\)/ },
  { what: "a directory as a table", args: [...quiet, "--file", folder], status: 66, says: /is a directory \(file-unreadable\)/ },
  {
    what: "a bundle without a table",
    args: [...quiet, "--bundle", "fixtures/bundles/almost-nothing"],
    status: 66,
    says: /\(bundle-without-table\)/,
  },
  { what: "a kernel without conntrack", args: [...quiet, ...noConntrack], status: 66, says: /is not loaded.*\(table-absent\)/ },
  { what: "a name that would colour the terminal", args: ["find", "\x1b[31mgone"], status: 64, says: /^error: \\x1b\[31mgone: / },
] as const) {
  test(`${what} ends with ${status}, nothing on stdout and what to do on stderr`, () => {
    const run = runUllage(args);
    assert.equal(run.status, status, run.stderr);
    assert.equal(run.stdout, "");
    assert.match(run.stderr, says);
  });
}
