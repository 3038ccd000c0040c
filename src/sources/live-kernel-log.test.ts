import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { KernelLogRecord } from "../model/kernel-log-record.ts";
import { systemClock } from "../platform/clock.ts";
import { FileTree } from "./file-tree.ts";
import { createKernelLogSource } from "./live-kernel-log.ts";

const proc = new FileTree("/proc");
const absentDevice = "/dev/ullage-has-no-such-device";
const spoof = "nf_conntrack: table full, dropping packet";

function skipUnlessRoot(t: TestContext): boolean {
  const reason =
    process.platform !== "linux"
      ? "needs Linux"
      : process.getuid?.() !== 0
        ? "needs root to read and write the kernel log"
        : !existsSync("/dev/kmsg")
          ? "needs /dev/kmsg"
          : undefined;
  if (reason !== undefined) t.skip(reason);
  return reason !== undefined;
}

/** A record without a newline stays open for a continuation, and no reader sees it until the next one is written. */
function writeRecord(text: string): void {
  writeFileSync("/dev/kmsg", `${text}\n`);
}

/** Connects to a listener with a backlog of 1 whose answers are dropped, in a namespace of its own, until its queue of half-open connections is full. */
function isFloodingLogged(t: TestContext, port: number): boolean {
  const name = `ullage-syn-${process.pid}-${port}`;
  const inside = (command: string, ...rest: readonly string[]) =>
    execFileSync("ip", ["netns", "exec", name, command, ...rest], { stdio: ["ignore", "ignore", "ignore"] });
  const flood = `
    const net = require("node:net");
    net.createServer().listen({ port: ${port}, host: "127.0.0.1", backlog: 1 }, () => {
      for (let i = 0; i < 12; i++) net.connect(${port}, "127.0.0.1").on("error", () => {});
      setTimeout(() => process.exit(0), 300);
    });`;
  try {
    execFileSync("ip", ["netns", "add", name], { stdio: "ignore" });
    inside("ip", "link", "set", "lo", "up");
    inside(
      "nft",
      "add table ip t; add chain ip t o { type filter hook output priority 0; }; add rule ip t o tcp flags & (syn|ack) == (syn|ack) drop",
    );
    inside("sysctl", "-w", "net.ipv4.tcp_syncookies=1");
    inside(process.execPath, "--eval", flood);
  } catch (error) {
    t.diagnostic(String(error));
    return false;
  } finally {
    spawnSync("ip", ["netns", "del", name]);
  }
  return execFileSync("dmesg", { encoding: "utf8" }).includes(`${port}. Sending cookies`);
}

test("what a program writes to /dev/kmsg is in the ring and is not taken for the kernel's, by the device or by klogctl", async (t) => {
  if (skipUnlessRoot(t)) return;
  const tag = `ullage-test-${process.pid}`;
  for (const text of [`<12>${spoof} ${tag}`, `<4>${spoof} ${tag}`, `<12>${tag}: ${spoof}`]) writeRecord(text);
  const inRing = execFileSync("dmesg", ["--raw"], { encoding: "utf8" }).split("\n");
  assert.equal(inRing.filter((line) => line.includes(tag)).length, 3);
  for (const devicePath of ["/dev/kmsg", absentDevice]) {
    const { records } = await createKernelLogSource({ clock: systemClock, proc, devicePath }).readAll();
    assert.deepEqual(
      records.filter(({ message }) => message.includes(tag)),
      [],
    );
  }
});

test("what the kernel itself writes is read alike from the device and by klogctl, and a follower of either gives it once", async (t) => {
  if (skipUnlessRoot(t)) return;
  const bootedAtMs = 1_700_000_000_000;
  const logs = ["/dev/kmsg", absentDevice].map((devicePath) => {
    const source = createKernelLogSource({ clock: systemClock, proc, bootedAtMs, devicePath });
    return { source, follower: source.follow() };
  });
  for (const { follower } of logs) assert.equal((await follower.poll()).hasGap, false);
  // The kernel warns once a listener, and only while net_ratelimit() lets it: a busy log may swallow one.
  const port = [0, 1, 2, 3].map((attempt) => 20_000 + ((process.pid * 4 + attempt) % 40_000)).find((tried) => isFloodingLogged(t, tried));
  if (port === undefined) {
    t.skip("needs ip, nft and a kernel that logs SYN flooding");
    return;
  }
  const isOurs = ({ event }: KernelLogRecord) => event.kind === "syn-flooding" && event.port === port;
  const [device, ring] = await Promise.all(logs.map(({ source }) => source.readAll()));
  assert.equal(device?.source, "/dev/kmsg");
  assert.equal(ring?.source, "klogctl");
  const [record, ...more] = device.records.filter(isOurs);
  assert.deepEqual(more, []);
  assert.deepEqual(ring.records.filter(isOurs), [record]);
  assert.equal(record?.atMs, Math.round(bootedAtMs + (record?.bootSeconds ?? Number.NaN) * 1000));
  for (const { follower } of logs) {
    assert.deepEqual((await follower.poll()).records.filter(isOurs), [record]);
    assert.deepEqual((await follower.poll()).records.filter(isOurs), []);
    follower.close();
  }
});

test("the time of boot is the clock less the uptime of the given /proc", async (t) => {
  if (skipUnlessRoot(t)) return;
  const root = mkdtempSync(join(tmpdir(), "ullage-proc-"));
  t.after(() => rmSync(root, { recursive: true }));
  const clock = { nowMs: () => 1_700_000_000_000, monotonicMs: () => 0 };
  const source = createKernelLogSource({ clock, proc: new FileTree(root) });
  assert.equal((await source.readAll()).oldestAtMs, undefined);
  writeFileSync(join(root, "uptime"), "1000.50 2000.00\n");
  const reading = await source.readAll();
  const bootedAtMs = await createKernelLogSource({ clock, proc, bootedAtMs: 1_700_000_000_000 - 1_000_500 }).readAll();
  assert.equal(reading.oldestAtMs, bootedAtMs.oldestAtMs);
});

test("without privileges the errno comes out, since neither the device nor klogctl answers", (t) => {
  if (skipUnlessRoot(t)) return;
  if (proc.readText("sys/kernel/dmesg_restrict").trim() !== "1") {
    t.skip("kernel.dmesg_restrict is 0: everyone may read the log here");
    return;
  }
  const script = `
    import { systemClock } from ${JSON.stringify(new URL("../platform/clock.ts", import.meta.url).href)};
    import { FileTree } from ${JSON.stringify(new URL("./file-tree.ts", import.meta.url).href)};
    import { createKernelLogSource } from ${JSON.stringify(new URL("./live-kernel-log.ts", import.meta.url).href)};
    process.setgroups([]); process.setgid(65534); process.setuid(65534);
    try { await createKernelLogSource({ clock: systemClock, proc: new FileTree("/proc") }).readAll(); console.log("read"); }
    catch (error) { console.log(error.syscall, error.code); }`;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
  assert.equal(output.trim(), "klogctl EPERM");
});
