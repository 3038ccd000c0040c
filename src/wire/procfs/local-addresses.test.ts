import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFibTrieLocals, parseIfInet6 } from "./local-addresses.ts";

const trie = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 127.0.0.0/8 2 0 2
        +-- 127.0.0.0/31 1 0 0
           |-- 127.0.0.0
              /8 host LOCAL
           |-- 127.0.0.1
              /32 host LOCAL
        |-- 127.255.255.255
           /32 link BROADCAST
     +-- 192.0.2.0/24 2 0 2
        |-- 192.0.2.2
           /24 link UNICAST
           /32 host LOCAL
Local:
           |-- 192.0.2.2
              /32 host LOCAL
`;

test("hosts that are LOCAL are the node's own, each once; broadcast, nets and routes are not", () => {
  assert.deepEqual(parseFibTrieLocals(trie), ["127.0.0.1", "192.0.2.2"]);
});

test("IPv6 addresses are written as everywhere else", () => {
  const text = "fe8000000000000000fc00fffe000001 04 40 20 80     eth0\n00000000000000000000000000000001 01 80 10 80       lo\nrubbish\n";
  assert.deepEqual(parseIfInet6(text), ["fe80::fc:ff:fe00:1", "::1"]);
});

test("other text has no addresses", () => {
  assert.deepEqual(parseFibTrieLocals("|-- 999.1.1.1\n/32 host LOCAL\n"), []);
  assert.deepEqual(parseIfInet6(""), []);
});
