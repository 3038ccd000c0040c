import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { findCtnetlink } from "./ctnetlink-presence.ts";
import { FileTree } from "./file-tree.ts";

const builtinPath = (process: string) => `${process}/root/lib/modules/6.6.1/modules.builtin`;
const unrelated = "kernel/net/netfilter/nf_conntrack.ko\n";
const builtin = `${unrelated}kernel/net/netfilter/nf_conntrack_netlink.ko\n`;
const symbols = (name: string) => `${"0000000000000000 T some_function\n".repeat(3000)}0000000000000000 t ${name}\n`;

const nodes: readonly {
  readonly what: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly isThere: boolean;
  readonly evidence: string;
}[] = [
  {
    what: "a loaded module",
    files: { modules: "nf_conntrack_netlink 57344 0 - Live 0x0000000000000000\nnf_conntrack 200704 3 nf_nat, Live 0x0\n" },
    isThere: true,
    evidence: "/proc/modules",
  },
  {
    what: "only another module that names it as its user",
    files: { modules: "nf_conntrack 200704 1 nf_conntrack_netlink, Live 0x0\n", [builtinPath("self")]: unrelated },
    isThere: false,
    evidence: "modules.builtin",
  },
  {
    what: "a built-in module by the list of our own root",
    files: { modules: "", [builtinPath("self")]: builtin },
    isThere: true,
    evidence: "modules.builtin",
  },
  {
    what: "a built-in module by the list that process 1 has, as in a container",
    files: { modules: "", [builtinPath("1")]: builtin },
    isThere: true,
    evidence: "modules.builtin",
  },
  {
    what: "a kernel whose configuration builds it in",
    files: { "config.gz": gzipSync("CONFIG_NF_CONNTRACK=y\nCONFIG_NF_CT_NETLINK=y\n") },
    isThere: true,
    evidence: "/proc/config.gz",
  },
  {
    what: "a kernel whose configuration has it as a module that is not loaded",
    files: { modules: "nf_conntrack 200704 0 - Live 0x0\n", "config.gz": gzipSync("CONFIG_NF_CT_NETLINK=m\n") },
    isThere: false,
    evidence: "/proc/config.gz",
  },
  {
    what: "a kernel that has its function, far down in a long list",
    files: { kallsyms: symbols("ctnetlink_dump_table") },
    isThere: true,
    evidence: "/proc/kallsyms",
  },
  {
    what: "a kernel that lists its functions without ours",
    files: { kallsyms: symbols("nf_conntrack_in") },
    isThere: false,
    evidence: "/proc/kallsyms",
  },
  { what: "a kernel that tells nothing", files: {}, isThere: false, evidence: "/proc/kallsyms" },
];

for (const { what, files, isThere, evidence } of nodes) {
  test(`${what}: ctnetlink is ${isThere ? "there" : "not there"} by ${evidence}`, (t) => {
    const root = mkdtempSync(join(tmpdir(), "ullage-presence-"));
    t.after(() => rmSync(root, { recursive: true }));
    for (const [path, content] of Object.entries({ "sys/kernel/osrelease": "6.6.1\n", ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    assert.deepEqual(findCtnetlink(new FileTree(root)), { isThere, evidence });
  });
}

test("the name is found wherever the chunks of a long list are cut", (t) => {
  const root = mkdtempSync(join(tmpdir(), "ullage-presence-"));
  t.after(() => rmSync(root, { recursive: true }));
  for (let before = 65_536 - 20; before <= 65_536; before++) {
    writeFileSync(join(root, "kallsyms"), `${" ".repeat(before)}ctnetlink_dump_table\n`);
    assert.equal(findCtnetlink(new FileTree(root)).isThere, true, `${before} bytes before it`);
  }
});
