import assert from "node:assert/strict";
import { test } from "node:test";
import { pageOffence } from "./host-guard.ts";

const allowed = new Set(["node-a.example", "fd00::5"]);

for (const [what, headers, path, code] of [
  ["localhost", { host: "localhost:9856" }, "/v1/diagnose", undefined],
  ["its dot at the end", { host: "localhost.:9856" }, "/v1/diagnose", undefined],
  ["the loopback address", { host: "127.0.0.1:9856" }, "/v1/diagnose", undefined],
  ["the loopback address of IPv6", { host: "[::1]:9856" }, "/v1/diagnose", undefined],
  ["a name that was allowed", { host: "Node-A.example" }, "/v1/diagnose", undefined],
  ["an address that was allowed", { host: "[fd00::5]" }, "/v1/diagnose", undefined],
  ["a name that points here by somebody's will", { host: "rebind.example:9856" }, "/v1/diagnose", "host-refused"],
  ["a name that begins as the address does", { host: "127.0.0.1.example" }, "/v1/diagnose", "host-refused"],
  ["localhost below another name", { host: "localhost.example" }, "/", "host-refused"],
  ["an address of the network", { host: "10.0.0.5:9856" }, "/v1/diagnose", "host-refused"],
  ["no name at all", {}, "/", "host-refused"],
  ["an empty name", { host: "" }, "/", "host-refused"],
  ["two names", { host: "localhost, rebind.example" }, "/", "host-refused"],
  ["a name with a user", { host: "localhost@rebind.example" }, "/", "host-refused"],
  ["the page's own request", { host: "localhost", "sec-fetch-site": "same-origin" }, "/v1/diagnose", undefined],
  ["an address that was typed", { host: "localhost", "sec-fetch-site": "none" }, "/v1/collect", undefined],
  [
    "a picture in a foreign page",
    { host: "localhost", "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
    "/v1/collect",
    "cross-site",
  ],
  ["another port of this machine", { host: "localhost", "sec-fetch-site": "same-site" }, "/v1/collect", "cross-site"],
  ["a link to the page", { host: "localhost", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }, "/", undefined],
  [
    "a link to a download",
    { host: "localhost", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
    "/v1/collect",
    "cross-site",
  ],
  ["a foreign page's form", { host: "localhost", origin: "https://evil.example" }, "/v1/alerts", "cross-site"],
  ["a page without an origin", { host: "localhost", origin: "null" }, "/v1/alerts", "cross-site"],
  ["a page of its own", { host: "localhost", origin: "http://localhost:9856" }, "/v1/alerts", undefined],
] as const) {
  test(`${what} is ${code ?? "let in"}`, () => {
    assert.equal(pageOffence(headers, path, allowed), code);
  });
}
