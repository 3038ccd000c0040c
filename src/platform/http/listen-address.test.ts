import assert from "node:assert/strict";
import { test } from "node:test";
import { isLoopbackAddress, resolveListenAddress } from "./listen-address.ts";

for (const [text, wanted] of [
  ["127.0.0.1:9855", { host: "127.0.0.1", port: 9855, isLoopback: true }],
  ["127.8.9.1:1", { host: "127.8.9.1", port: 1, isLoopback: true }],
  ["[::1]:0", { host: "::1", port: 0, isLoopback: true }],
  ["[::ffff:127.0.0.1]:80", { host: "::ffff:127.0.0.1", port: 80, isLoopback: true }],
  ["10.0.0.5:9855", { host: "10.0.0.5", port: 9855, isLoopback: false }],
  ["0.0.0.0:65535", { host: "0.0.0.0", port: 65_535, isLoopback: false }],
  [":9855", { host: "::", port: 9855, isLoopback: false }],
  ["[fd00::5]:9855", { host: "fd00::5", port: 9855, isLoopback: false }],
] as const) {
  test(`${text} is listened on as it says`, async () => assert.deepEqual(await resolveListenAddress(text), wanted));
}

test("localhost is loopback, whichever of its addresses it is", async () =>
  assert.equal((await resolveListenAddress("localhost:1")).isLoopback, true));

for (const text of [
  "",
  "9855",
  "127.0.0.1",
  "127.0.0.1:",
  "127.0.0.1:65536",
  "::1:80",
  "[::1]",
  "http://127.0.0.1:80",
  "no-such-name.invalid:80",
]) {
  test(`"${text}" is no address to listen on`, async () => {
    await assert.rejects(resolveListenAddress(text), { name: "HttpStartError", code: "address-malformed" });
  });
}

for (const address of ["::", "::2", "1::1", "128.0.0.1", "::ffff:10.0.0.1", "127.0.0.1.evil.example", "127.1", "localhost", ""]) {
  test(`"${address}" is no loopback address`, () => assert.equal(isLoopbackAddress(address), false));
}
