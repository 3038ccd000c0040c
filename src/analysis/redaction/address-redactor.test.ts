import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { type AddressWords, formatAddress, isIpv4Words, parseAddress } from "../../model/ip-address.ts";
import { AddressRedactor } from "./address-redactor.ts";

const hashWith = (key: string) => (text: string) => createHmac("sha256", key).update(text).digest();
const redactor = new AddressRedactor(hashWith("one"));
const redactText = (text: string, by = redactor) => formatAddress(...by.redact(...(parseAddress(text) as AddressWords)));

const word = fc.integer({ min: 0, max: 0xffff_ffff });
const privateIpv4 = fc.integer({ min: 0, max: 0xff_ffff }).map((low) => 0x0a00_0000 + low);
const ipv4 = fc
  .oneof(
    word,
    privateIpv4,
    privateIpv4.map((value) => (value & 0xff_ffff) | 0xc0a8_0000),
  )
  .map((value): AddressWords => [0, 0, 0xffff, value >>> 0]);
const ipv6 = fc
  .tuple(fc.oneof(word, fc.constantFrom(0xfd00_0000, 0x2001_0db8, 0xfe80_0000, 0)), fc.oneof(word, fc.constant(0)), word, word)
  .filter((words) => !isIpv4Words(words[0], words[1], words[2])) as fc.Arbitrary<AddressWords>;
const related = (address: fc.Arbitrary<AddressWords>, least: number) =>
  fc.tuple(address, fc.integer({ min: least, max: 127 }), word).map(([one, from, noise]): [AddressWords, AddressWords] => {
    // The other address shares a beginning of random length.
    const other = one.map((value, index) => {
      const keep = Math.min(32, Math.max(0, from - index * 32));
      const mask = keep === 0 ? 0 : (0xffff_ffff << (32 - keep)) >>> 0;
      return ((value & mask) | (noise & ~mask)) >>> 0;
    });
    return [one, other as unknown as AddressWords];
  });

for (const [family, pairs] of [
  ["IPv4", related(ipv4, 96)],
  ["IPv6", related(ipv6, 0).filter(([, other]) => !isIpv4Words(other[0], other[1], other[2]))],
] as const) {
  test(`two ${family} addresses share exactly as many leading bits afterwards as before`, () => {
    fc.assert(
      fc.property(pairs, ([left, right]) => {
        assert.equal(sharedBits(redactor.redact(...left), redactor.redact(...right)), sharedBits(left, right));
      }),
      { numRuns: 3000 },
    );
  });
}

for (const address of [
  ...["0.0.0.0", "127.0.0.1", "127.0.0.53", "169.254.169.254", "169.254.169.253", "169.254.169.123", "169.254.20.10", "224.0.0.251"],
  ...["255.255.255.255", "255.255.240.0", "::", "::1", "ff02::1", "fd00:ec2::254"],
]) {
  test(`${address} says nothing about anybody and stays`, () => assert.equal(redactText(address), address));
}

for (const [network, address] of [
  ["10.", "10.1.2.3"],
  ["192.168.", "192.168.77.1"],
  ["fe80::", "fe80::42:acff:fe11:2"],
  ["2001:db8:", "2001:db8::77:1"],
] as const) {
  test(`${address} becomes another address of the same class`, () => {
    const redacted = redactText(address);
    assert.ok(redacted.startsWith(network), redacted);
    assert.notEqual(redacted, address);
  });
}

test("private, shared and public addresses stay what they are", () => {
  const classOf = (address: number) => {
    const [first, second] = [address >>> 24, (address >>> 16) & 255];
    if (first === 10) return "10/8";
    if (first === 172 && second >= 16 && second < 32) return "172.16/12";
    if (first === 192 && second === 168) return "192.168/16";
    if (first === 100 && second >= 64 && second < 128) return "100.64/10";
    if (first === 127 || first >= 224) return String(first >= 224 ? "high" : first);
    return "public";
  };
  fc.assert(
    fc.property(word, (address) => assert.equal(classOf(redactor.redactIpv4(address)), classOf(address))),
    { numRuns: 3000 },
  );
  fc.assert(fc.property(privateIpv4, (address) => assert.equal(classOf(redactor.redactIpv4(address)), "10/8")));
});

test("another key gives other addresses, the same key the same", () => {
  const addresses = Array.from({ length: 50 }, (_, index) => `10.20.${index}.7`);
  assert.deepEqual(
    addresses.map((text) => redactText(text, new AddressRedactor(hashWith("one")))),
    addresses.map((text) => redactText(text)),
  );
  const other = new AddressRedactor(hashWith("two"));
  assert.notDeepEqual(
    addresses.map((text) => redactText(text, other)),
    addresses.map((text) => redactText(text)),
  );
});

function sharedBits(left: AddressWords, right: AddressWords): number {
  for (let bit = 0; bit < 128; bit++) {
    const shift = 31 - (bit & 31);
    if (((left[bit >> 5]! >>> shift) & 1) !== ((right[bit >> 5]! >>> shift) & 1)) return bit;
  }
  return 128;
}
