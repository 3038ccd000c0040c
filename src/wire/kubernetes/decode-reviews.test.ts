import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeOwnNode } from "./decode-own-node.ts";
import { decodeAccessReview, decodeTokenReview } from "./decode-reviews.ts";

const user = { username: "jane", uid: "7", groups: ["ops", 5], extra: { "example.org/team": ["a"], broken: "b" } };

test("a token is somebody's where the review says so, with all that a review of access is told", () => {
  assert.deepEqual(decodeTokenReview({ kind: "TokenReview", status: { authenticated: true, user, audiences: ["a"] } }), {
    status: "authenticated",
    user: { username: "jane", uid: "7", groups: ["ops"], extra: { "example.org/team": ["a"] } },
  });
});

for (const [what, status] of [
  ["says that it is nobody's", { authenticated: false, user }],
  ["does not say whose it is", { user }],
  ["says it in other words", { authenticated: "true", user }],
  ["names nobody", { authenticated: true, user: { username: "" } }],
] as const)
  test(`a token is refused where the review ${what}`, () => {
    assert.deepEqual(decodeTokenReview({ kind: "TokenReview", status }), { status: "refused" });
  });

test("access is allowed where it is allowed and not denied", () => {
  const decided = (status: object) => decodeAccessReview({ kind: "SubjectAccessReview", status });
  assert.equal(decided({ allowed: true }), true);
  assert.equal(decided({ allowed: true, denied: true }), false);
  assert.equal(decided({ allowed: "true" }), false);
  assert.equal(decided({}), false);
});

test("another answer is no review", () => {
  for (const value of [
    undefined,
    null,
    "x",
    [],
    {},
    { kind: "Status", status: "Failure" },
    { kind: "TokenReview" },
    { kind: "SubjectAccessReview", status: "x" },
  ])
    assert.deepEqual([decodeTokenReview(value), decodeAccessReview(value)], [undefined, undefined]);
});

test("the own Node says its uid and since when a condition stands", () => {
  const conditions = [
    { type: "Ready", status: "True" },
    { type: "P", status: "True", lastTransitionTime: "2026-01-15T12:00:00Z" },
  ];
  const node = { metadata: { name: "a", uid: "u" }, status: { conditions } };
  assert.deepEqual(decodeOwnNode(node, "P"), { uid: "u", condition: { status: "True", sinceMs: Date.UTC(2026, 0, 15, 12) } });
  assert.deepEqual(decodeOwnNode(node, "Q"), { uid: "u" });
  assert.equal(decodeOwnNode({ kind: "Status" }, "P"), undefined);
});

test("whatever an API server answers, nothing throws", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom("TokenReview", "SubjectAccessReview"), (value, kind) => {
      for (const answer of [
        value,
        { kind, status: value },
        { metadata: value, status: { conditions: [value] } },
        { kind, status: { authenticated: true, user: value, audiences: value } },
      ]) {
        decodeTokenReview(answer);
        decodeAccessReview(answer);
        decodeOwnNode(answer, "P");
      }
    }),
  );
});
