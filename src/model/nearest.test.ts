import assert from "node:assert/strict";
import { test } from "node:test";
import { lettersApart, nearest } from "./nearest.ts";

test("of what was mistyped the nearest comes first, and what is far is left out", () => {
  const asked = "udp_tiemout";
  const near = nearest(
    ["icmp", "udp_timeouts", "udp_timeout"],
    (name) => lettersApart(name, asked),
    (far) => far <= 3,
  );
  assert.deepEqual(near, ["udp_timeout", "udp_timeouts"]);
});

for (const [name, wanted, apart] of [
  ["node-a.example", "node-a", 0],
  ["node-a", "node-a.example", 0],
  ["node-a", "node-b", 1],
  ["node", "", 4],
] as const) {
  test(`${name} and "${wanted}" are ${apart} letters apart`, () => assert.equal(lettersApart(name, wanted), apart));
}
