import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeKmsgRecord } from "./kmsg-record.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

test("a record of the kernel is decoded with its sequence, time and first line", () => {
  assert.deepEqual(
    decodeKmsgRecord(bytesOf("4,339,5140900,-,caller=T1;net_ratelimit: 12 callbacks suppressed\n SUBSYSTEM=net\n DEVICE=n2\n")),
    { facility: 0, level: 4, sequence: 339, bootSeconds: 5.1409, message: "net_ratelimit: 12 callbacks suppressed" },
  );
});

test("a record written by a program keeps its facility", () => {
  const record = decodeKmsgRecord(bytesOf("12,340,5140901,-;nf_conntrack: table full, dropping packet\n"));
  assert.equal(record?.facility, 1);
  assert.equal(record?.level, 4);
});

const escapes: readonly (readonly [written: string, meant: string])[] = [
  ["a\\x0ab", "a\nb"],
  ["\\x5cx41", "\\x41"],
  ["caf\\xc3\\xa9", "café"],
  ["cut \\x4", "cut \\x4"],
  ["\\xzz", "\\xzz"],
  ["semicolon; and ,", "semicolon; and ,"],
  ["", ""],
];

for (const [written, meant] of escapes)
  test(`the text ${JSON.stringify(written)} of a record means ${JSON.stringify(meant)}`, () => {
    assert.equal(decodeKmsgRecord(bytesOf(`6,1,2,-;${written}\n`))?.message, meant);
  });

const rubbish: readonly string[] = ["", "\n", ";", "6,1,2;x", "6,1,x,-;m", "-1,1,2,-;m", " SUBSYSTEM=net", "hello; world", "6,1,2,-"];

for (const text of rubbish)
  test(`${JSON.stringify(text)} is no record`, () => {
    assert.equal(decodeKmsgRecord(bytesOf(text)), undefined);
  });

test("every truncation of a record is a shorter record or none", () => {
  const whole = bytesOf("4,339,5140900,-,caller=T1;nf_conntrack: caf\\xc3\\xa9\n SUBSYSTEM=net\n");
  const header = "4,339,5140900,-,caller=T1;".length;
  for (let length = 0; length <= whole.length; length++) {
    const record = decodeKmsgRecord(whole.subarray(0, length));
    assert.equal(record !== undefined, length >= header, `at ${length}`);
    if (record !== undefined) assert.equal(record.sequence, 339);
  }
});

test("a record is decoded at an offset in a larger buffer", () => {
  const record = bytesOf("6,7,8,-;hello\n");
  const larger = new Uint8Array(record.length + 40).fill(0x3b);
  larger.set(record, 20);
  assert.equal(decodeKmsgRecord(larger.subarray(20, 20 + record.length))?.message, "hello");
});

test("arbitrary bytes never throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const record = decodeKmsgRecord(bytes);
      if (record !== undefined) assert.ok(Number.isSafeInteger(record.sequence));
      decodeKmsgRecord(new Uint8Array([...bytesOf("4,1,2,-;"), ...bytes]));
    }),
  );
});
