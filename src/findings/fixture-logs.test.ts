import assert from "node:assert/strict";
import { globSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { LogScanner } from "./scanning/log-scanner.ts";

const fixtures = join(import.meta.dirname, "../../fixtures");
const collectedAtMs = Date.parse("2026-01-15T12:05:00Z");

const eks = "bundles/eks_i-0123456789abcdef0_2026-01-15_1203-UTC_0.7.8";
const sgfp = "bundles/sgfp_bundle_prod-eks_web-7d9f_20260115_120344/node_ip-10-0-1-2.ec2.internal";

/** All that is said in the logs of the fixtures. A kubelet and a program that quote the kernel are beside it, and readings that hold such lines in JSON. */
const said: readonly (readonly [file: string, places: readonly string[]])[] = [
  [`${eks}/kernel/dmesg.current`, ["conntrack-table-full:2", "conntrack-table-full:3"]],
  [`${eks}/kernel/dmesg.human.current`, ["conntrack-table-full:2", "conntrack-table-full:3"]],
  [`${eks}/var_log/messages`, ["conntrack-table-full:1", "conntrack-table-full:2"]],
  ["bundles/loose/ring", ["conntrack-table-full:1"]],
  [`${sgfp}/node_dmesg_network.txt`, ["conntrack-table-full:2", "conntrack-table-full:3", "kernel-messages-suppressed:4"]],
  [`${sgfp}/node_syslog_network.txt`, ["kernel-messages-suppressed:1"]],
];

test("in all files of the fixtures the scanner finds what the kernel said, and nothing else", () => {
  const found = new Map<string, string[]>();
  const files = globSync("**/*", { cwd: fixtures }).filter((path) => lstatSync(join(fixtures, path)).isFile());
  assert.ok(files.length > 500, `only ${files.length} files`);
  for (const file of files) {
    const places: string[] = [];
    const scanner = new LogScanner({ collectedAtMs, onHit: ({ pattern, line }) => places.push(`${pattern.id}:${line}`) });
    scanner.push(readFileSync(join(fixtures, file)).toString("latin1"));
    scanner.finish();
    if (places.length > 0) found.set(file.replaceAll("\\", "/"), places);
  }
  assert.deepEqual(Object.fromEntries(found), Object.fromEntries(said));
});
