import assert from "node:assert/strict";
import { test } from "node:test";
import { documentText } from "./document-text.ts";

const columns = [
  { title: "node", align: "left" },
  { title: "entries", align: "right" },
  { title: "", align: "left" },
] as const;

test("phrases and commands stand as they are, to be quoted and copied", () => {
  const text = documentText([
    { kind: "list", items: ["[ISSUE] Conntrack exhausted (/proc/sys/net/netfilter/nf_conntrack_{count,max})"] },
    { kind: "command", lines: ["printf '%s\\n' 'net.netfilter.nf_conntrack_max = 1' > /etc/sysctl.d/99.conf"] },
  ]);
  assert.match(text, /^ {2}- \[ISSUE\] Conntrack exhausted \(\/proc\/sys\/net\/netfilter\/nf_conntrack_\{count,max\}\)$/m);
  assert.match(text, /^ {4}printf '%s\\n' 'net\.netfilter\.nf_conntrack_max = 1' > \/etc\/sysctl\.d\/99\.conf$/m);
});

test("bars are left out", () => {
  assert.equal(documentText([{ kind: "table", columns, rows: [["a", "12", { ratio: 0.9 }]] }]), "  node  entries\n  a          12\n");
});

test("a name that somebody has made long pads no other row", () => {
  const long = "n".repeat(200);
  const text = documentText([
    {
      kind: "table",
      columns: columns.slice(0, 2),
      rows: [
        ["a", "1"],
        [long, "2"],
      ],
    },
  ]);
  assert.equal(text, `  - node a  entries 1\n  - node ${long}  entries 2\n`);
});
