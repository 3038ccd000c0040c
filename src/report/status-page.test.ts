import assert from "node:assert/strict";
import { test } from "node:test";
import { assertGolden } from "../../test/cli/golden-file.ts";
import { bareStatus, ordinaryStatus } from "../metrics/agent-status.case.ts";
import { hostileName, keptIncidents, statusOfRecording, withHostileNames } from "./status-page.case.ts";
import { statusPage } from "./status-page.ts";

test("the page of a node whose table is full says which limit, who, why and what to do", async () => {
  const page = statusPage(await statusOfRecording("full-churn-of-a-deployment"), { incidents: keptIncidents, refreshSeconds: 10 });
  assertGolden("status-page/full.html", page);
});

test("the page of an agent that has just begun says that it knows nothing yet", () => {
  assertGolden("status-page/bare.html", statusPage(bareStatus(), { refreshSeconds: undefined }));
});

/** Elements in the order of the document, without their content. */
function elementsOf(page: string): readonly string[] {
  return [...page.replace(/<style>[^<]*<\/style>/, "").matchAll(/<(\/?[a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*\/?>/gi)].map(
    ([, name, attributes = ""]) => `${name}${[...attributes.matchAll(/\s([a-z-]+)=?/gi)].map(([, attribute]) => `.${attribute}`).join("")}`,
  );
}

for (const [what, status] of [
  ["a recorded incident", await statusOfRecording("full-churn-of-a-deployment")],
  ["pods that suffer", await statusOfRecording("full-and-who-suffers")],
  ["an ordinary node", ordinaryStatus()],
  ["an agent that has just begun", bareStatus()],
] as const) {
  test(`${what}: no name of the node becomes markup, whatever it is`, () => {
    const incidents = withHostileNames(keptIncidents);
    const page = statusPage(withHostileNames(status), { incidents, refreshSeconds: 10 });
    const known = new Set(elementsOf(statusPage(status, { incidents: keptIncidents, refreshSeconds: 10 })));
    const foreign = elementsOf(page).filter((element) => !known.has(element));
    assert.deepEqual(foreign, []);
    assert.equal(page.includes("<script"), false);
    assert.equal(page.includes("\u202e") || page.includes("\x1b"), false);
    // Every < begins an element or the document type, so that nothing is left open that a browser would close on its own.
    const withoutStyle = page.replace(/<style>[^<]*<\/style>/, "").replace("<!doctype html>", "");
    assert.equal(withoutStyle.split("<").length - 1, elementsOf(page).length);
    assert.ok(page.includes("&#60;script&#62;"), "the name itself is shown");
  });
}

test("the page loads nothing: no address in it but paths of the agent itself", async () => {
  const page = statusPage(withHostileNames(await statusOfRecording("full-churn")), { incidents: keptIncidents, refreshSeconds: 10 });
  const addresses = [...page.matchAll(/\s(?:href|src|action|style|on[a-z]+)="([^"]*)"/g)].map(([, address]) => address);
  assert.ok(addresses.length > 4);
  assert.deepEqual(
    addresses.filter((address) => !/^\/(?:$|[?a-z0-9])/.test(address ?? "")),
    [],
  );
  assert.equal(page.includes(hostileName), false);
});
