import assert from "node:assert/strict";
import { cpSync, linkSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FileTree } from "../sources/file-tree.ts";
import { collectFixture, fixturePath, fixtureSources, systemError } from "./fixture-sources.case.ts";
import { namespaces } from "./namespaces.ts";

test("each namespace is counted once, through its oldest process, with its own counters", async () => {
  const { value, remarks } = await collectFixture(namespaces, "linux-5.4-kube-proxy-iptables");
  assert.deepEqual(
    value.map(({ counters, ...rest }) => ({ ...rest, drop: counters?.drop })),
    [
      { inode: 4_026_531_840, pid: 1, command: "systemd", isOwn: true, count: 131_072, drop: 10_300 },
      { inode: 4_026_532_601, pid: 4000, command: "pause", isOwn: false, count: 17, drop: 5 },
    ],
  );
  assert.equal(remarks, undefined);
});

test("a kernel without the file in /proc cannot show other namespaces, which is not to say there are none", async () => {
  await assert.rejects(collectFixture(namespaces, "linux-6.1-no-procfs-stat"), {
    name: "PartMissing",
    status: "absent",
    message: /PROCFS/,
  });
});

test("without nf_conntrack nothing is tracked anywhere", async () => {
  await assert.rejects(collectFixture(namespaces, "linux-6.18-no-conntrack"), { name: "PartMissing", message: /not loaded/ });
});

/** The tree as somebody else's processes look without CAP_SYS_PTRACE: their links may not be read, their files may. */
class TreeWithoutLinks extends FileTree {
  override readLink(relative: string): string {
    if (!relative.startsWith("self/")) throw systemError("EACCES");
    return super.readLink(relative);
  }
}

test("where links may not be read, namespaces are told apart by their file and have no number", async (t) => {
  const root = copyOf("linux-5.4-kube-proxy-iptables", t);
  shareStatFile(root, 1, [2, 800, 1234]);
  shareStatFile(root, 4000, [4001]);
  const { value, remarks } = await collectFixture(namespaces, "linux-6.18-quiet", { proc: new TreeWithoutLinks(join(root, "proc")) });
  assert.deepEqual(
    value.map(({ inode, pid, count }) => ({ inode, pid, count })),
    [
      { inode: undefined, pid: 1, count: 131_072 },
      { inode: undefined, pid: 4000, count: 17 },
    ],
  );
  assert.match(remarks?.join() ?? "", /for 6 processes: .*CAP_SYS_PTRACE/);
});

test("processes without a readable link join the namespace of one whose file is the same", async (t) => {
  const root = copyOf("linux-5.4-kube-proxy-iptables", t);
  shareStatFile(root, 1, [2, 800, 1234]);
  shareStatFile(root, 4000, [4001]);
  class OnlyOne extends FileTree {
    override readLink(relative: string): string {
      if (!relative.startsWith("self/") && !relative.startsWith("1234/")) throw systemError("EACCES");
      return super.readLink(relative);
    }
  }
  const { value } = await collectFixture(namespaces, "linux-6.18-quiet", { proc: new OnlyOne(join(root, "proc")) });
  assert.deepEqual(
    value.map(({ inode, pid, isOwn }) => ({ inode, pid, isOwn })),
    [
      { inode: 4_026_531_840, pid: 1, isOwn: true },
      { inode: undefined, pid: 4000, isOwn: false },
    ],
  );
});

test("processes that show nothing are counted", async () => {
  class Closed extends TreeWithoutLinks {
    override stat(relative: string): ReturnType<FileTree["stat"]> {
      throw systemError(relative.startsWith("4") ? "EACCES" : "ENOENT");
    }
  }
  const proc = new Closed(`${fixturePath("linux-5.4-kube-proxy-iptables")}/proc`);
  const { value, remarks } = await collectFixture(namespaces, "linux-6.18-quiet", { proc });
  assert.deepEqual(value, []);
  assert.match(remarks?.join() ?? "", /^2 processes could not be looked at/);
});

test("a process that has ended leaves its namespace to the next one", async (t) => {
  const root = copyOf("linux-5.4-kube-proxy-iptables", t);
  rmSync(join(root, "proc/4000/net"), { recursive: true });
  const { value } = await collectFixture(namespaces, "linux-6.18-quiet", { proc: new FileTree(join(root, "proc")) });
  assert.deepEqual(
    value.map(({ pid }) => pid),
    [1, 4001],
  );
});

test("a container that sees its own processes only says so", async (t) => {
  const root = copyOf("linux-5.4-kube-proxy-iptables", t);
  writeFileSync(join(root, "proc/2/comm"), "sh\n");
  const { remarks } = await collectFixture(namespaces, "linux-6.18-quiet", { proc: new FileTree(join(root, "proc")) });
  assert.match(remarks?.join() ?? "", /hostPID/);
});

test("the walk stops at its bound and says how many were left", async () => {
  class Crowded extends FileTree {
    override list(relative: string): string[] {
      return [...super.list(relative), ...Array.from({ length: 20_000 }, (_, at) => String(10_000 + at))];
    }
  }
  const proc = new Crowded(`${fixturePath("linux-6.18-quiet")}/proc`);
  const { value, remarks } = await collectFixture(namespaces, "linux-6.18-quiet", { proc });
  assert.equal(value.length, 2);
  assert.match(remarks?.join() ?? "", /^3 processes after the first 20000/);
});

test("a deadline ends the walk", async () => {
  const signal = AbortSignal.abort();
  await assert.rejects(namespaces.collect(fixtureSources("linux-6.18-quiet"), { signal }), { name: "AbortError" });
});

function copyOf(name: Parameters<typeof fixturePath>[0], t: { after(run: () => void): void }): string {
  const root = mkdtempSync(join(tmpdir(), "ullage-namespaces-"));
  t.after(() => rmSync(root, { recursive: true }));
  cpSync(fixturePath(name), root, { recursive: true, verbatimSymlinks: true });
  return root;
}

/** In the kernel the processes of a namespace share one file; git does not keep hard links, so they are made here. */
function shareStatFile(root: string, of: number, others: readonly number[]): void {
  const path = (pid: number) => join(root, `proc/${pid}/net/stat/nf_conntrack`);
  for (const pid of others) {
    rmSync(path(pid));
    linkSync(path(of), path(pid));
  }
}
