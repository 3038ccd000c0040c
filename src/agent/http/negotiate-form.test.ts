import assert from "node:assert/strict";
import { test } from "node:test";
import { negotiateForm } from "./negotiate-form.ts";
import { acceptsGzip } from "./send-answer.ts";

const forms = ["json", "text", "markdown"] as const;

for (const [accept, wanted] of [
  [undefined, "json"],
  ["*/*", "json"],
  ["text/plain", "text"],
  ["text/*", "text"],
  ["application/*;q=0.9", "json"],
  ["text/html, text/markdown;q=0.8", "markdown"],
  ["application/json;q=0, text/plain", "text"],
] as const) {
  test(`who accepts ${accept ?? "anything, by saying nothing,"} gets ${wanted}`, () =>
    assert.equal(negotiateForm(accept, new Map(), forms), wanted));
}

test("what the query asks for goes before what the header accepts", () =>
  assert.equal(negotiateForm("application/json", new Map([["format", "text"]]), forms), "text"));

for (const [accept, wanted] of [
  [undefined, false],
  ["", false],
  ["gzip", true],
  ["GZIP;q=0.5", true],
  ["br, gzip", true],
  ["*", true],
  ["gzip;q=0", false],
  ["gzip;q=0.000", false],
  ["*;q=0", false],
  ["*;q=1, gzip;q=0", false],
  ["identity", false],
  ["xgzip", false],
] as const) {
  test(`${accept ?? "nothing"} as Accept-Encoding ${wanted ? "takes" : "does not take"} gzip`, () =>
    assert.equal(acceptsGzip(accept), wanted));
}
