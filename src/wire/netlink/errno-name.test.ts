import assert from "node:assert/strict";
import { constants } from "node:os";
import { test } from "node:test";
import { errnoName, errnoNumber } from "./errno-name.ts";

test("numbers have the names that this machine's C library gives them", { skip: process.platform !== "linux" && "errno differs" }, () => {
  for (const [name, number] of Object.entries(constants.errno)) {
    // Two names for one number: the kernel's is EAGAIN and EOPNOTSUPP.
    if (name === "EWOULDBLOCK" || name === "ENOTSUP") continue;
    assert.equal(errnoName(number), name);
    assert.equal(errnoNumber(name), number);
  }
});

test("the numbers behind the gaps and at the end are right", () => {
  assert.deepEqual([11, 34, 40, 42, 57, 59, 95, 105, 133].map(errnoName), [
    "EAGAIN",
    "ERANGE",
    "ELOOP",
    "ENOMSG",
    "EBADSLT",
    "EBFONT",
    "EOPNOTSUPP",
    "ENOBUFS",
    "EHWPOISON",
  ]);
});

test("a number without a name keeps its number", () => {
  for (const number of [0, 41, 58, 134, 512]) assert.equal(errnoName(number), `errno ${number}`);
  assert.equal(errnoNumber("ENOSUCHTHING"), undefined);
});
