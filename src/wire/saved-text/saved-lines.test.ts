import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { proxyModeOfLogLine } from "./proxy-mode-line.ts";
import { parseSysctlLine } from "./sysctl-line.ts";
import { createTextLineReader } from "./text-line-reader.ts";
import { parseTopMemory } from "./top-memory.ts";
import { parseUnameLine } from "./uname-line.ts";

const sysctls = [
  ["net.netfilter.nf_conntrack_max = 262144", { key: "net.netfilter.nf_conntrack_max", value: "262144" }],
  ["net.ipv4.ip_local_port_range = 32768\t60999", { key: "net.ipv4.ip_local_port_range", value: "32768\t60999" }],
  ["net/ipv4/conf/all/rp_filter=1", { key: "net.ipv4.conf.all.rp_filter", value: "1" }],
  ["net.ipv4.ip_local_reserved_ports = ", { key: "net.ipv4.ip_local_reserved_ports", value: "" }],
  ["# net.a.b = 1", undefined],
  ["sysctl: permission denied on key 'net.a'", undefined],
  ["alone = 1", undefined],
] as const;
for (const [line, expected] of sysctls) test(`sysctl: ${line}`, () => assert.deepEqual(parseSysctlLine(line), expected));

const modes = [
  ['I0105 12:00:31 1 server_linux.go:170] "Using iptables Proxier"', "iptables"],
  ['I0105 12:00:31 1 server_others.go:138] "Using nftables proxier"', "nftables"],
  ['{"msg":"Using ipvs Proxier"}', "ipvs"],
  ['"Using iptables proxy"', undefined],
  ["Using userspace Proxier", undefined],
] as const;
for (const [line, mode] of modes) test(`kube-proxy: ${line}`, () => assert.equal(proxyModeOfLogLine(line), mode));

test("uname -a names host and release", () => {
  assert.deepEqual(parseUnameLine("Linux n1 5.15.0-122-generic #132-Ubuntu SMP"), { host: "n1", release: "5.15.0-122-generic" });
  assert.equal(parseUnameLine("Darwin n1 23.0 x"), undefined);
});

test("memory of top in its own unit", () => {
  const text = "top - 1\nMiB Mem :   7821.4 total,    512.3 free\nMiB Swap:      0.0 total,      0.0 used.   5123.7 avail Mem \n";
  assert.deepEqual(parseTopMemory(text), { totalBytes: 7821 * 1024 ** 2, availableBytes: 5123 * 1024 ** 2 });
  assert.deepEqual(parseTopMemory("KiB Mem : 16244632 total,\n"), { totalBytes: 16_244_632 * 1024 });
  assert.equal(parseTopMemory("Mem: 1 total"), undefined);
});

function linesOf(
  text: string,
  pieceBytes: number,
  maxLineBytes?: number,
): { readonly lines: readonly string[]; readonly cutLines: number } {
  const lines: string[] = [];
  const reader = createTextLineReader({ onLine: (line) => lines.push(line), ...(maxLineBytes === undefined ? {} : { maxLineBytes }) });
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.push(bytes.subarray(at, at + pieceBytes));
  return { lines, ...reader.finish() };
}

test("lines are the same whatever pieces they come in", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string().filter((line) => !/[\r\n]/.test(line) && line !== "")),
      fc.integer({ min: 1, max: 9 }),
      (lines, piece) => {
        const expected = lines.map((line) => new TextDecoder().decode(new TextEncoder().encode(line)));
        assert.deepEqual(linesOf(lines.map((line) => `${line}\r\n`).join(""), piece).lines, expected);
        assert.deepEqual(linesOf(lines.join("\n"), piece).lines, expected);
      },
    ),
  );
});

test("a line beyond the bound is handed out up to it, and the next is whole", () => {
  assert.deepEqual(linesOf("abcdef\ngh\n", 2, 4), { lines: ["abcd", "gh"], cutLines: 1 });
});
