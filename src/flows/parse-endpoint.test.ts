import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatAddress } from "../model/ip-address.ts";
import { parseEndpoint } from "./parse-endpoint.ts";

/** An end in one line: the network and its length, the port, the name. */
function shown(text: string): string {
  const parsed = parseEndpoint(text);
  if (!parsed.ok) return "refused";
  const { endpoint } = parsed;
  const port = endpoint.port === undefined ? "" : ` port ${endpoint.port}`;
  switch (endpoint.kind) {
    case "address":
      return `${formatAddress(...endpoint.network.words)}/${endpoint.network.prefixBits}${port}`;
    case "port":
      return port.trim();
    case "name":
      return `${endpoint.ownerKind ?? "any"} "${endpoint.name}"${port}`;
  }
}

for (const [text, expected] of [
  ["10.0.1.5", "10.0.1.5/128"],
  ["10.0.1.5:443", "10.0.1.5/128 port 443"],
  [" 10.0.1.5:0 ", "10.0.1.5/128 port 0"],
  ["10.0.0.0/8", "10.0.0.0/104"],
  ["10.0.0.0/8:53", "10.0.0.0/104 port 53"],
  ["fd00::1", "fd00::1/128"],
  ["fd00::1:443", "fd00::1:443/128"],
  ["[fd00::1]:443", "fd00::1/128 port 443"],
  ["[fd00::1]", "fd00::1/128"],
  ["[fd00::/64]:443", "fd00::/64 port 443"],
  ["fd00::/8", "fd00::/8"],
  ["::", "::/128"],
  ["::1", "::1/128"],
  ["::ffff:10.0.1.5", "10.0.1.5/128"],
  ["::ffff:10.0.1.5:443", "10.0.1.5/128 port 443"],
  [":443", "port 443"],
  ["shop/checkout-7d9f6-x2x4q", 'any "shop/checkout-7d9f6-x2x4q"'],
  ["shop/checkout:443", 'any "shop/checkout" port 443'],
  ["Deployment shop/checkout", 'Deployment "shop/checkout"'],
  ["deployment/shop/checkout:443", 'deployment "shop/checkout" port 443'],
  ["service kube-system/kube-dns:53", 'service "kube-system/kube-dns" port 53'],
  ["node node-a", 'node "node-a"'],
  ["unit kubelet.service", 'unit "kubelet.service"'],
  ["checkout", 'any "checkout"'],
  ["checkout:443", 'any "checkout" port 443'],
  ["fe80::1%eth0", "fe80::1/128"],
  ["[fe80::1%br-lan.2]:443", "fe80::1/128 port 443"],
] as const) {
  test(`${text} is ${expected}`, () => assert.equal(shown(text), expected));
}

for (const [text, because] of [
  ["", /nothing: wants an address/],
  ["10.0.1.5:", /a port is a number/],
  ["10.0.1.5:65536", /a port is a number/],
  ["10.0.1.5:http", /a port is a number/],
  ["10.0.1.5:-1", /a port is a number/],
  [":", /a port is a number/],
  [":70000", /a port is a number/],
  ["[fd00::1]:x", /a port is a number/],
  ["shop/checkout:99999", /a port is a number/],
  ["fd00::1:99999", /\[fd00::1\]:443/],
  ["[10.0.1.5]:443", /\[fd00::1\]:443/],
  ["[fd00::1", /\[fd00::1\]:443/],
  ["10.0.0.0/33", /0 to 32/],
  ["fd00::/129", /0 to 32/],
  ["443", /written :443/],
  ["10.0.1", /not an address/],
  ["300.1.1.1:80", /not an address/],
  ["fd00::1::2", /not an address/],
  ["example.com", /names of hosts are not looked up/],
  ["db.internal:80", /names of hosts are not looked up/],
  ["https://10.0.1.5/", /names of hosts are not looked up/],
  ["a/b/c/d", /names of hosts are not looked up/],
  ["fe80::1%", /names of hosts are not looked up/],
] as const) {
  test(`"${text}" is refused with ${because.source}`, () => {
    const parsed = parseEndpoint(text);
    assert.match(parsed.ok ? "taken" : parsed.because, because);
  });
}

test("whatever is given is taken or refused, in little time", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[[\]:0-9a-f./ ]*$/)), (text) => {
      const parsed = parseEndpoint(text);
      assert.ok(parsed.ok || parsed.because !== "");
    }),
  );
});
