import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSysctlFile } from "./parse-sysctl-file.ts";

const max = (value: number) => [{ key: "nf_conntrack_max", value }];

for (const { what, text, lines } of [
  { what: "the usual form", text: "net.netfilter.nf_conntrack_max = 262144\n", lines: max(262_144) },
  { what: "the short key, slashes, no spaces, a dash", text: "-net/nf_conntrack_max=5\n", lines: max(5) },
  { what: "the name of old kernels", text: "net.ipv4.netfilter.ip_conntrack_max = 7", lines: max(7) },
  {
    what: "comments and other keys",
    text: "# net.nf_conntrack_max = 1\n; net.nf_conntrack_max = 2\nnet.core.somaxconn = 3\nvm.nf_conntrack_max = 4\n",
    lines: [],
  },
  { what: "what is no number", text: "net.nf_conntrack_max = lots\nnet.nf_conntrack_max\nnet.nf_conntrack_max = 1 2\n", lines: [] },
  {
    what: "several lines in their order",
    text: "net.nf_conntrack_max = 1\nnet.netfilter.nf_conntrack_buckets = 2\r\nnet.nf_conntrack_max = 3\n",
    lines: [...max(1), { key: "nf_conntrack_buckets", value: 2 }, ...max(3)],
  },
]) {
  test(`reads ${what}`, () => assert.deepEqual(parseSysctlFile(text), lines));
}
