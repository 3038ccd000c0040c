import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { DescriptorOutput } from "./descriptor-output.ts";
import { GzipArchive } from "./gzip-archive.ts";
import { archiveNodeLogs, type LogRedaction } from "./node-logs.ts";

const nowMs = Date.UTC(2026, 0, 15, 12, 0, 0);
const uid = "0d1e2f3a-1111-2222-3333-444455556666";
const proxyLog = `var/log/pods/kube-system_kube-proxy-x7_${uid}/kube-proxy/0.log`;
const iso = (minutesAgo: number) => new Date(nowMs - minutesAgo * 60_000).toISOString();

/** The files of a node as they lie under its root, and what a collection makes of them. */
async function collectLogs(
  t: TestContext,
  files: Readonly<Record<string, string>>,
  options: { maxBytes?: number; redaction?: LogRedaction } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "ullage-logs-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const hostRoot = join(folder, "root");
  mkdirSync(join(hostRoot, "var/log"), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    const whole = join(hostRoot, path);
    mkdirSync(dirname(whole), { recursive: true });
    if (text.startsWith("-> ")) symlinkSync(text.slice(3), whole);
    else {
      writeFileSync(whole, text);
      const writtenAt = text.includes("[old]") ? nowMs - 3_600_000 : nowMs;
      utimesSync(whole, writtenAt / 1000, writtenAt / 1000);
    }
  }
  const target = join(folder, "a.tar.gz");
  const descriptor = openSync(target, "wx");
  const archive = new GzipArchive(new DescriptorOutput(descriptor), { modifiedSeconds: 0 });
  const notRead = await archiveNodeLogs(archive, {
    ...{ hostRoot, collectedAtMs: nowMs, localOffsetMinutes: 0, redaction: options.redaction, signal: new AbortController().signal },
    ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }),
  });
  archive.finish();
  closeSync(descriptor);
  const texts = archive.files.map(({ path }) => [path, execFileSync("tar", ["-xzOf", target, path], { encoding: "utf8" })] as const);
  return { texts: Object.fromEntries(texts), notRead };
}

test("the last half hour of each log is kept, lines without a time with the line before them", async (t) => {
  const { texts } = await collectLogs(t, {
    [proxyLog]: `${iso(45)} stderr F old\n${iso(20)} stderr F recent\n  continued\n${iso(1)} stderr F newest\n`,
    "var/log/kubelet.log": `I0115 11:00:00.000000 1 a.go:1] old\nE0115 11:59:00.000000 1 a.go:2] recent\n`,
    "var/log/aws-routed-eni/ipamd.log": `{"level":"info","ts":"${iso(50)}","msg":"old"}\n{"level":"info","ts":"${iso(5)}","msg":"recent"}\n`,
    "var/log/containerd.log": `time="${iso(31)}" level=info msg=old\ntime="${iso(29)}" level=info msg=recent\n`,
    "var/log/calico/cni/cni.log": "no times at all\n",
    "var/log/kubelet-old.log": `${iso(90)} [old]\n`,
  });
  assert.deepEqual(texts, {
    "logs/kube-proxy/kube-proxy-x7_kube-proxy_0.log": `${iso(20)} stderr F recent\n  continued\n${iso(1)} stderr F newest\n`,
    "logs/kubelet/kubelet.log": "E0115 11:59:00.000000 1 a.go:2] recent\n",
    "logs/cni/ipamd.log": `{"level":"info","ts":"${iso(5)}","msg":"recent"}\n`,
    "logs/containerd/containerd.log": `time="${iso(29)}" level=info msg=recent\n`,
    "logs/cni/cni.log": "no times at all\n",
  });
});

test("of the machine's log only the lines of our programs are kept", async (t) => {
  const line = (program: string) => `Jan 15 11:59:00 node ${program}[1]: text\n`;
  const { texts } = await collectLogs(t, { "var/log/syslog": ["kubelet", "sshd", "containerd", "cron"].map(line).join("") });
  assert.deepEqual(texts, { "logs/system/syslog": line("kubelet") + line("containerd") });
});

test("of too much the newest lines are kept, and that it was cut is said", async (t) => {
  const lines = Array.from({ length: 100 }, (_, index) => `${iso(10)} line ${index}`);
  const { texts, notRead } = await collectLogs(t, { "var/log/kubelet.log": `${lines.join("\n")}\n` }, { maxBytes: 200 });
  const kept = texts["logs/kubelet/kubelet.log"] ?? "";
  assert.ok(kept.length <= 200 && kept.endsWith("line 99\n") && kept.startsWith(iso(10)), kept);
  assert.deepEqual(
    notRead.map(({ path }) => path),
    ["logs/kubelet/kubelet.log"],
  );
});

test("the journal is named as not read", async (t) => {
  const { notRead } = await collectLogs(t, { "var/log/journal/x/system.journal": "LPKSHHRH" });
  assert.deepEqual(
    notRead.map(({ path }) => path),
    ["/var/log/journal", "logs/"],
  );
});

test("links lead to where logs are kept and nowhere else, as the node sees them", async (t) => {
  const { texts } = await collectLogs(t, {
    [proxyLog]: "-> /var/lib/docker/containers/c/c-json.log",
    "var/lib/docker/containers/c/c-json.log": `{"log":"hello","time":"${iso(1)}"}\n`,
    "var/log/kubelet.log": "-> /etc/shadow",
    "var/log/kubelet-2.log": "-> ../../../../../../etc/passwd",
    "etc/shadow": "secret\n",
  });
  assert.deepEqual(Object.values(texts), [`{"log":"hello","time":"${iso(1)}"}\n`]);
});

test("names in the text and in the names of the logs go through the redaction", async (t) => {
  const redaction: LogRedaction = {
    learnNames: () => {},
    name: (text) => (text === "kube-proxy" ? text : "name-1"),
    text: (text) => text.replaceAll("10.0.0.1", "10.9.9.9"),
  };
  const { texts } = await collectLogs(t, { [proxyLog]: `${iso(1)} dial 10.0.0.1\n` }, { redaction });
  assert.deepEqual(texts, { "logs/kube-proxy/name-1_kube-proxy_0.log": `${iso(1)} dial 10.9.9.9\n` });
});
