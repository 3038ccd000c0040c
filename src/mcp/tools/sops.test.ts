import assert from "node:assert/strict";
import { test } from "node:test";
import { readRunbooks } from "../../operations/runbooks/read-runbooks.ts";
import { contextWithoutSources, LoggedLines } from "../host/tool-host.case.ts";
import { createToolHost, type ToolOutcome } from "../host/tool-host.ts";
import type { Tool, ToolContext } from "../tool.ts";
import { getSopTool } from "./get-sop.ts";
import { listSopsTool } from "./list-sops.ts";

const runbooks = readRunbooks();
const context: ToolContext = { ...contextWithoutSources(new LoggedLines()), runbooks };
// Each takes what its own contract says; the host calls it with nothing else.
const host = createToolHost([listSopsTool, getSopTool] as unknown as readonly Tool[], context, { maxConcurrent: 1 });

function ask(name: string, input: object): Promise<ToolOutcome> {
  return host.call(name, input, { signal: new AbortController().signal });
}

async function sopsFor(query?: string) {
  const outcome = await ask("list_sops", query === undefined ? {} : { query });
  assert.ok(outcome.ok);
  return outcome.value["sops"] as readonly { readonly name: string; readonly size: number; readonly triggers: readonly string[] }[];
}

test("list_sops has every runbook with its size and triggers", async () => {
  const sops = await sopsFor();
  assert.deepEqual(
    sops.map(({ name }) => name),
    runbooks.map(({ name }) => name),
  );
  assert.ok(sops.every(({ size, triggers }) => size > 2_000 && triggers.length > 0));
});

for (const [query, name] of [
  ["kernel-table-full", "D3-conntrack-exhaustion"],
  ["udp-insert-race", "D5-dns-failures"],
  ["stale-endpoints", "D2-kube-proxy-sync"],
  ["everything times out but the network is up", "N6-everything-times-out"],
] as const) {
  test(`list_sops for "${query}" has ${name}`, async () => {
    assert.ok((await sopsFor(query)).some((sop) => sop.name === name));
  });
}

test("list_sops for words that fit nothing is empty and says where to begin", async () => {
  const outcome = await ask("list_sops", { query: "the printer is on fire" });
  assert.ok(outcome.ok);
  assert.deepEqual([outcome.value["count"], String(outcome.value["nextStep"]).includes("N6")], [0, true]);
});

for (const sopName of ["D3", "d3", "conntrack-exhaustion", "D3-conntrack-exhaustion", "runbooks/D3-conntrack-exhaustion.md"]) {
  test(`get_sop gives D3 whole for ${sopName}, and a resource of it`, async () => {
    const outcome = await ask("get_sop", { sopName });
    assert.ok(outcome.ok);
    const { content, id } = outcome.value["sop"] as { readonly content: string; readonly id: string };
    assert.deepEqual([id, content], ["D3", runbooks.find((runbook) => runbook.id === "D3")?.text]);
    assert.deepEqual(
      outcome.links.map(({ uri }) => uri),
      ["ullage://runbooks/D3-conntrack-exhaustion"],
    );
  });
}

for (const runbook of runbooks) {
  test(`get_sop gives ${runbook.name} without leaving anything out of it by default`, async () => {
    const outcome = await ask("get_sop", { sopName: runbook.id });
    assert.ok(outcome.ok);
    assert.equal(outcome.value["omitted"], undefined);
  });
}

for (const [sopName, near] of [
  ["D3-contrack-exhaustion", /D3-conntrack-exhaustion/],
  ["D2-kube-proxy-iptables-sync", /D2-kube-proxy-sync/],
  ["snat", /N1-snat-ports/],
  ["zzzzzzzzz", /list_sops/],
] as const) {
  test(`get_sop of ${sopName} is unknown, and says what is near`, async () => {
    const outcome = await ask("get_sop", { sopName });
    assert.ok(!outcome.ok);
    assert.equal(outcome.failure.code, "unknown");
    assert.match(outcome.failure.next, near);
  });
}
