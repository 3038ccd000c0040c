import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatAddress } from "../../model/ip-address.ts";
import { sctpStateNames, tcpStateNames } from "../../model/tcp-state.ts";
import { bytesOf, latin1Of, readText, rowOfFlow } from "./flow-row.case.ts";
import { describeLineProblem } from "./line-problem.ts";
import { parseFlowLine } from "./parse-flow-line.ts";

const word = fc.integer({ min: 0, max: 0xffff_ffff });
const ipv4 = word.map((value) => formatAddress(0, 0, 0xffff, value));
const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
// Mapped addresses (::ffff:a.b.c.d) are shown as IPv4, and no entry has them.
const groups = fc.array(group, { minLength: 8, maxLength: 8 }).filter((parts) => parts.slice(0, 5).some((part) => part !== 0));
const ipv6 = groups.chain((parts) => {
  const words = [0, 2, 4, 6].map((at) => ((parts[at]! << 16) | parts[at + 1]!) >>> 0);
  const expanded = parts.map((value) => value.toString(16).padStart(4, "0")).join(":");
  return fc.constantFrom(formatAddress(words[0]!, words[1]!, words[2]!, words[3]!), expanded, expanded.toUpperCase());
});
const port = fc.integer({ min: 0, max: 0xffff });
const byte = fc.integer({ min: 0, max: 255 });
const extra = fc.constantFrom(
  "[start=Sat Nov 21 11:37:03 2026]",
  "delta-time=3",
  "secctx=a:b:c",
  "what=ever",
  "[ODD ONE]",
  "stray",
  "zone=9",
  "zone-orig=7",
);

/** Lines as the tools write them, with every field that they can have. */
const entryLine = fc
  .record({
    isIpv6: fc.boolean(),
    addresses: fc.tuple(fc.tuple(ipv4, ipv4, ipv4, ipv4), fc.tuple(ipv6, ipv6, ipv6, ipv6)),
    protocol: fc.constantFrom(
      "tcp      6",
      "udp      17",
      "sctp     132",
      "icmp     1",
      "icmpv6   58",
      "gre      47",
      "dccp     33",
      "unknown  89",
    ),
    ports: fc.tuple(port, port, port, port),
    icmp: fc.tuple(byte, byte),
    state: fc.constantFrom(...tcpStateNames, ...sctpStateNames, "OPEN"),
    timeout: fc.option(word),
    hasFamily: fc.boolean(),
    event: fc.constantFrom("", "", "    [NEW] ", "[1795261029.713437]\t [UPDATE] ", "17:14:21 [DESTROY] "),
    counters: fc.option(fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))),
    flags: fc.constantFrom("", "[ASSURED] ", "[OFFLOAD] ", "[HW_OFFLOAD] "),
    unreplied: fc.boolean(),
    mark: word,
    id: fc.option(word),
    extras: fc.array(extra, { maxLength: 2 }),
  })
  .map((parts) => {
    const number = Number(parts.protocol.slice(-3));
    const addresses = parts.addresses[parts.isIpv6 ? 1 : 0];
    const layer4 = (first: number, second: number) => {
      if (number === 1 || number === 58) return `type=${parts.icmp[0]} code=${parts.icmp[1]} id=${first} `;
      if (number === 47) return `srckey=0x${first.toString(16)} dstkey=0x${second.toString(16)} `;
      return number === 89 ? "" : `sport=${first} dport=${second} `;
    };
    const counters = parts.counters === null ? "" : `packets=${parts.counters[0]} bytes=${parts.counters[1]} `;
    const hasState = number === 6 || number === 132 || number === 33;
    return [
      parts.event,
      parts.hasFamily ? (parts.isIpv6 ? "ipv6     10 " : "ipv4     2 ") : "",
      `${parts.protocol} `,
      parts.timeout === null ? "" : `${parts.timeout} `,
      hasState ? `${parts.state} ` : "",
      `src=${addresses[0]} dst=${addresses[1]} ${layer4(parts.ports[0], parts.ports[1])}${counters}`,
      parts.unreplied ? "[UNREPLIED] " : "",
      `src=${addresses[2]} dst=${addresses[3]} ${layer4(parts.ports[2], parts.ports[3])}${counters}`,
      parts.flags,
      `mark=${parts.mark} ${parts.extras.map((text) => `${text} `).join("")}use=1`,
      parts.id === null ? "" : ` id=${parts.id}`,
    ].join("");
  });

/** Bytes replaced, removed or doubled: what a bad disk or a bad copy makes of a line. */
const mutatedLine = fc
  .tuple(
    entryLine,
    fc.array(
      fc.tuple(fc.nat(400), fc.constantFrom("replace", "remove", "insert"), fc.oneof(byte, fc.constantFrom(...bytesOf(" =[]:.0x9A-\t\r")))),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
  )
  .map(([line, changes]) => {
    const bytes = [...bytesOf(line)];
    for (const [where, how, value] of changes) {
      const at = where % bytes.length;
      bytes.splice(at, how === "insert" ? 0 : 1, ...(how === "remove" ? [] : [value === 10 ? 11 : value]));
    }
    return latin1Of(Uint8Array.from(bytes));
  });

/** What the byte parser makes of one line, in the words of the string parser. */
function assertAgreement(line: string): void {
  const { rows, summary } = readText(`${line}\n`);
  const parsed = parseFlowLine(line);
  if (parsed.kind === "flow") {
    assert.deepEqual(rows, [rowOfFlow(parsed.flow)]);
    assert.equal(summary.unknownTokens, parsed.unknownTokens);
  } else if (parsed.kind === "ignored") assert.equal(summary.ignored, 1);
  else
    assert.deepEqual(
      summary.malformed.map(({ because }) => because),
      [describeLineProblem(parsed.code)],
    );
}

test("the byte parser and the string parser agree on every generated entry, and take it", () => {
  fc.assert(
    fc.property(entryLine, (line) => {
      assert.equal(parseFlowLine(line).kind, "flow");
      assertAgreement(line);
    }),
    { numRuns: 2000 },
  );
});

test("the byte parser and the string parser agree on mutated entries, down to the reason", () => {
  fc.assert(
    fc.property(mutatedLine, (line) => {
      fc.pre(!line.startsWith("<"));
      assertAgreement(line);
    }),
    { numRuns: 5000 },
  );
});

test("mutated tables never throw, count every line, and read the same however they are cut", () => {
  fc.assert(
    fc.property(
      fc.array(mutatedLine, { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }),
      (lines, sizes) => {
        const text = lines.join("\n");
        fc.pre(lines.every((line) => !line.startsWith("<")));
        const whole = readText(text);
        const { lines: counted, entries, ignored, malformedCount } = whole.summary;
        assert.equal(counted, entries + ignored + malformedCount);
        assert.deepEqual(readText(text, sizes), whole);
      },
    ),
    { numRuns: 500 },
  );
});

test("random bytes never throw and read the same however they are cut", () => {
  const pieces = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc
      .constantFrom(
        "<flow>",
        "</flow>",
        "<flow ",
        "<conntrack>",
        "</conntrack>\n",
        "\n",
        "tcp      6 ",
        "src=",
        "conntrack v",
        "have been shown.\n",
      )
      .map(bytesOf),
  );
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
      (parts, sizes) => {
        const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
        const whole = readText(bytes, undefined, { maxLineBytes: 64 });
        assert.deepEqual(readText(bytes, sizes, { maxLineBytes: 64 }), whole);
      },
    ),
    { numRuns: 3000 },
  );
});
