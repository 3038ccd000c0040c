import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { decodeLogLine } from "../wire/kernel-log/log-line.ts";
import { expressionSteps } from "./expression-steps.case.ts";
import type { LogPattern } from "./log-pattern.ts";
import { logPatterns } from "./patterns/index.ts";
import { shortestLiteral } from "./scanning/literal-search.ts";
import { type LogHit, LogScanner } from "./scanning/log-scanner.ts";

const collectedAtMs = Date.parse("2026-12-31T00:00:00Z");

function hitsOf(text: string): readonly LogHit[] {
  const hits: LogHit[] = [];
  const scanner = new LogScanner({ collectedAtMs, onHit: (hit) => hits.push(hit) });
  scanner.push(Buffer.from(text, "utf8").toString("latin1"));
  scanner.finish();
  return hits;
}

function idsOf(text: string): readonly string[] {
  return hitsOf(text).map(({ pattern }) => pattern.id);
}

test("every file of the folder is a pattern of its name, and every pattern is registered once", () => {
  const files = globSync("patterns/*.ts", { cwd: import.meta.dirname })
    .map((path) => basename(path, ".ts"))
    .filter((name) => name !== "index");
  assert.ok(files.length >= 45, `${files.length} patterns`);
  assert.deepEqual(logPatterns.map(({ id }) => id).toSorted(), files.toSorted());
});

test("every file exports what it is named for", async () => {
  for (const pattern of logPatterns) {
    const exported: Readonly<Record<string, unknown>> = await import(join(import.meta.dirname, `patterns/${pattern.id}.ts`));
    assert.deepEqual(Object.values(exported), [pattern], pattern.id);
  }
});

for (const pattern of logPatterns) {
  test(`${pattern.id} finds its examples, and no other pattern does`, () => {
    for (const line of pattern.examples.matches) assert.deepEqual(idsOf(line), [pattern.id], line);
  });

  test(`the lines that look like ${pattern.id} are quiet under every pattern`, () => {
    assert.ok(pattern.examples.quiet.length > 0);
    for (const line of pattern.examples.quiet) assert.deepEqual(idsOf(line), [], line);
  });

  test(`${pattern.id} is declared as the scanner needs it`, () => {
    assert.doesNotMatch(pattern.line.flags, /[gy]/);
    assert.equal(/\(\?<subject>/.test(pattern.line.source), pattern.hasSubject === true);
    for (const literal of pattern.anyOf) {
      assert.match(literal, /^[ -~]+$/, "words are of ASCII");
      assert.doesNotMatch(literal, /[A-Z"\\<>&]/, "no capitals, and nothing that JSON escapes");
      assert.ok(literal.length >= shortestLiteral, `"${literal}" is too short`);
    }
    for (const example of pattern.examples.matches)
      assert.ok(
        pattern.anyOf.some((literal) => example.toLowerCase().includes(literal)),
        example,
      );
    for (const text of [pattern.title, pattern.means, pattern.doesNotMean, pattern.next, pattern.source]) assert.ok(text.length > 0);
    assert.match(pattern.title, /[^.]$/);
  });

  test(`${pattern.id} repeats nothing without a bound`, () => {
    assert.doesNotMatch(withoutClasses(pattern.line), /(?<!\\)[*+]|\{\d+,\}/);
  });

  test(`${pattern.id} takes few steps on lines that are made to take many`, () => {
    for (const line of hostileLines(pattern)) {
      const { steps, isMatch } = expressionSteps(pattern.line, line);
      assert.ok(!isMatch && steps <= mostStepsPerCharacter * longestLine, `${steps} steps on ${line.slice(0, 60)}`);
    }
  });
}

test("the engine that counts steps agrees with V8, and counts what explodes", () => {
  for (const { line, examples } of logPatterns)
    for (const example of [...examples.matches, ...examples.quiet]) {
      const { message } = decodeLogLine(example, { collectedAtMs });
      assert.equal(expressionSteps(line, message).isMatch, line.test(message), message);
    }
  assert.ok(expressionSteps(/^(?:a{1,9}){1,9}b/, "a".repeat(16)).steps > 10_000);
});

test("a subject is found in an example of each pattern that has one", () => {
  for (const pattern of logPatterns.filter(({ hasSubject }) => hasSubject === true)) {
    const subjects = pattern.examples.matches.flatMap((line) => hitsOf(line).map(({ subject }) => subject));
    assert.ok(
      subjects.some((subject) => subject !== undefined && subject.length > 0),
      pattern.id,
    );
  }
});

const subjects: readonly (readonly [line: string, subject: string])[] = [
  ["[1.0] nf_conntrack: nf_conntrack: table full in netns 4026532261, dropping packet", "4026532261"],
  ["[1.0] Memory cgroup out of memory: Killed process 9 (envoy) total-vm:1kB", "envoy"],
  ["[1.0] Memory cgroup out of memory: Killed process 9 (Web Content) total-vm:1kB", "Web Content"],
  ["[1.0] INFO: task jbd2/nvme0n1p1-:1234 blocked for more than 122 seconds.", "jbd2/nvme0n1p1-"],
  ["[1.0] NETDEV WATCHDOG: eth0 (ena): transmit queue 2 timed out", "eth0"],
  ["[1.0] ena 0000:00:05.0 ens5: NETDEV WATCHDOG: CPU: 3: transmit queue 0 timed out 5344 ms", "ens5"],
  ["[1.0] igb 0000:01:00.0 eno1: igb: eno1 NIC Link is Down", "eno1"],
  ["[1.0] TCP: request_sock_TCPv6: Possible SYN flooding on port [::]:8080. Sending cookies.", "8080"],
  ["[1.0] IPVS: rr: TCP 192.168.0.52:80 - no destination available", "192.168.0.52:80"],
  ["[ERROR] plugin/errors: 2 a.example. A: read udp 10.244.0.15:51542->10.20.0.53:53: i/o timeout", "10.20.0.53:53"],
  ["dial tcp [fd00::9]:5432: i/o timeout", "[fd00::9]:5432"],
  ['W1 failed to list *v1.Service: Get "https://172.20.0.1:443/api": dial tcp 172.20.0.1:443: i/o timeout', "172.20.0.1:443"],
  ['x MountVolume.MountDevice failed for volume "pvc-1" : rpc error', "pvc-1"],
];

for (const [line, subject] of subjects)
  test(`the subject of "${line}" is ${subject}`, () => {
    assert.deepEqual(
      hitsOf(line).map((hit) => hit.subject),
      [subject],
    );
  });

/** Lines of healthy nodes that simpler catalogues take for trouble. */
const healthy: readonly string[] = [
  "lookup nothere.example.com on 10.96.0.10:53: no such host",
  '[INFO] 127.0.0.1:41234 - 12345 "HINFO IN 4547991504243258144.3688648895315093531. udp 57 false 512" NXDOMAIN qr,rd,ra 132 0.002s',
  "http: TLS handshake error from 10.0.1.5:41234: EOF",
  'dial tcp 127.0.0.1:10256: connect: connection refused "kube-proxy healthz"',
  "# HELP node_nf_conntrack_stat_drop Number of packets dropped due to conntrack failure.",
  "# HELP node_netstat_TcpExt_TCPTimeouts Statistic TcpExtTCPTimeouts: i/o timeouts",
  "node_nf_conntrack_entries_limit 262144",
  "net.netfilter.nf_conntrack_max = 262144",
  "     conntrack_allowance_exceeded: 0",
  "-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP",
  "cpu=0   \tfound=1200 invalid=88 insert=0 insert_failed=40 drop=40 early_drop=3 error=9 search_restart=0",
  "tcp      6 86390 ESTABLISHED src=10.0.1.17 dst=172.20.0.1 sport=41000 dport=443 src=10.0.9.9 dst=10.0.1.17 sport=443 dport=41000 [ASSURED] use=1",
  "[   12.345678] IPv6: ADDRCONF(NETDEV_CHANGE): eth0: link becomes ready",
  "[    0.000000] Linux version 6.1.119-129.201.amzn2023.x86_64",
  'I0115 12:00:31.300000       1 conntrack.go:60] "Setting nf_conntrack_max" nfConntrackMax=262144',
  "Reached target Network is Online.",
];

test("lines of healthy nodes are quiet", () => {
  for (const line of healthy) assert.deepEqual(idsOf(line), [], line);
});

test("a namespace, a name or a host does not silence a line", () => {
  const line = "dial tcp 10.0.2.9:5432: i/o timeout";
  for (const context of ["default", "test", "example", "stress-test", "health-check", "sample", "demo"])
    assert.deepEqual(idsOf(`Jan 15 12:00:00 ${context} app[1]: ns="${context}" pod="${context}/web" ${line}`), ["dial-timeout"], context);
});

test("a program that quotes the kernel is not the kernel, whatever it quotes", () => {
  for (const pattern of logPatterns.filter(({ speaker }) => speaker === "kernel"))
    for (const example of pattern.examples.matches) {
      const words = example.replace(/^.*?(?:kernel: |\] )/, "");
      for (const quoted of [
        `Jan 15 12:00:02 node-1 kubelet[2999]: I0115 12:00:02.000000 2999 log_monitor.go:160] New status: kernel: ${words}`,
        `2026-01-15T12:00:00.123456789Z stdout F ${words}`,
        JSON.stringify({ log: `${words}\n`, stream: "stdout", time: "2026-01-15T12:00:00Z" }),
        JSON.stringify({ MESSAGE: words, _TRANSPORT: "stdout", SYSLOG_FACILITY: "3", __REALTIME_TIMESTAMP: "1768478400000000" }),
        `      "message": ${JSON.stringify(words)}`,
      ])
        assert.ok(!idsOf(quoted).includes(pattern.id), quoted);
    }
});

/** More would let one hostile line of a log cost as much as thousands of others. */
const mostStepsPerCharacter = 250;

/** Lines that are made to be nearly right for as long as possible: one character, a word, a part of an example, again and again. */
function hostileLines({ anyOf, examples, line }: LogPattern): readonly string[] {
  const parts = examples.matches.flatMap((example) => {
    const { message } = decodeLogLine(example, { collectedAtMs });
    const cuts = [0, 1, 2, 3, 4, 5, 6].map((sixth) => Math.ceil((message.length * sixth) / 6));
    return cuts.flatMap((from) => cuts.filter((to) => to > from).map((to) => message.slice(from, to)));
  });
  const begun = parts.flatMap((part) => [" ", "1"].map((filler) => part + filler.repeat(longestLine)));
  const repeated = [...'a "\\1:/.', "a ", "a: ", "->", "https://", ...anyOf, ...parts].map((part) => part.repeat(longestLine));
  return [...new Set([...repeated, ...begun].map((text) => text.slice(0, longestLine)))].filter((text) => !line.test(text));
}

const longestLine = 4000;

/** Sets of characters become one, so that what stands in them is taken for no operator. */
function withoutClasses({ source }: RegExp): string {
  return source.replace(/\[(?:\\.|[^\]\\])*\]/g, "C");
}
