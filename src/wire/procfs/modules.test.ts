import assert from "node:assert/strict";
import { test } from "node:test";
import { parseBuiltinModules, parseLoadedModules } from "./modules.ts";

test("loaded modules are named by their first word", () => {
  const text = "nf_conntrack 176128 5 nf_nat,xt_conntrack, Live 0x0000000000000000\nip_vs 200704 0 - Live 0x0000000000000000\n";
  assert.deepEqual(parseLoadedModules(text), ["nf_conntrack", "ip_vs"]);
});

test("built-in modules are named by their file, with underscores", () => {
  const text = "kernel/net/netfilter/nf_conntrack.ko\nkernel/drivers/net/virtio-net.ko\n\nrubbish\n";
  assert.deepEqual(parseBuiltinModules(text), ["nf_conntrack", "virtio_net"]);
});
