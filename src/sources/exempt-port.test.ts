import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { openPortExemption } from "./exempt-port.ts";
import { FileTree } from "./file-tree.ts";

const modules = (...names: readonly string[]) => names.map((name) => `${name} 16384 1 - Live 0x0\n`).join("");
const builtin = (release: string) => `self/root/lib/modules/${release}/modules.builtin`;

const nodes: readonly {
  readonly what: string;
  readonly files: Readonly<Record<string, string>>;
  readonly address?: string;
  readonly code: string;
  /** Modules that the message names. */
  readonly names?: readonly string[];
}[] = [
  {
    what: "a kernel before 5.12",
    files: { "sys/kernel/osrelease": "5.11.22-generic\n", modules: modules("nf_tables", "nft_ct", "nft_fib_inet") },
    code: "exemption-unsupported",
  },
  {
    what: "a kernel before 5, whatever its second number",
    files: { "sys/kernel/osrelease": "4.18.0-553.el8\n", modules: modules("nf_tables", "nft_ct", "nft_fib_inet") },
    code: "exemption-unsupported",
  },
  { what: "a kernel that does not say which it is", files: { modules: modules("nf_tables", "nft_ct") }, code: "exemption-unsupported" },
  {
    what: "a node without nftables",
    files: { "sys/kernel/osrelease": "5.12.0\n", modules: modules("ip_tables", "xt_CT"), [builtin("5.12.0")]: "kernel/net/ipv4/tcp.ko\n" },
    code: "exemption-absent",
    names: ["nf_tables", "nft_ct", "nft_fib_inet"],
  },
  {
    what: "a node of iptables-nft, which has nf_tables and not its own expressions",
    files: {
      "sys/kernel/osrelease": "6.1.0-amd64\n",
      modules: modules("nf_tables", "nft_compat"),
      [builtin("6.1.0-amd64")]: "kernel/net/ipv4/tcp.ko\n",
    },
    code: "exemption-absent",
    names: ["nft_ct", "nft_fib_inet"],
  },
  {
    what: "a node without fib, where one address is meant and it is not needed",
    files: {
      "sys/kernel/osrelease": "6.1.0\n",
      modules: modules("nf_tables"),
      [builtin("6.1.0")]: "kernel/net/netfilter/nft_fib_inet.ko\n",
    },
    address: "10.0.0.7",
    code: "exemption-absent",
    names: ["nft_ct"],
  },
];

for (const { what, files, address, code, names = [] } of nodes) {
  test(`${what} is refused as ${code} before anything is sent`, async (t) => {
    const root = mkdtempSync(join(tmpdir(), "ullage-exempt-"));
    t.after(() => rmSync(root, { recursive: true }));
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    await assert.rejects(
      openPortExemption({ port: 9855, proc: new FileTree(root), ...(address === undefined ? {} : { address }) }),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, code);
        assert.deepEqual(/modprobe -a (.*)$/.exec(error.message)?.[1]?.split(" ") ?? [], names);
        return true;
      },
    );
    // Every socket goes through koffi, which nothing has loaded.
    const report = process.report.getReport() as unknown as { readonly sharedObjects: readonly string[] }; // typed as a bare object by @types/node
    assert.deepEqual(
      report.sharedObjects.filter((path) => path.includes("koffi")),
      [],
    );
  });
}
