import assert from "node:assert/strict";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import type { DiagnoseResultContract } from "../../src/contract/diagnose-result.ts";
import { callTool, contextOfBundles } from "../../src/mcp/arguments/bundle-context.case.ts";
import { diagnoseTool } from "../../src/mcp/tools/diagnose.ts";
import { findFlowTool } from "../../src/mcp/tools/find-flow.ts";
import { forecastTool } from "../../src/mcp/tools/forecast.ts";
import { planChangeTool } from "../../src/mcp/tools/plan-change.ts";
import { topTalkersTool } from "../../src/mcp/tools/top-talkers.ts";
import { isPresent } from "../../src/model/reading.ts";
import { diagnosisOfAnswer } from "../../src/operations/agents/diagnosis-of-answer.ts";
import { harmlessValue } from "../../src/report/harmless-value.ts";
import { root, runUllage } from "../cli/run-ullage.ts";
import { foundLabel } from "../recordings/found-label.ts";
import { readLabelled, recordingNames } from "../recordings/read-labelled.ts";

const folders = { recordings: join(root, "fixtures/recordings"), bundles: join(root, "fixtures/bundles") } as const;
const recorded = await contextOfBundles(folders.recordings);
const collected = await contextOfBundles(folders.bundles);
const labelled = await Promise.all(recordingNames().map(readLabelled));
after(async () => {
  await recorded.shelf.close();
  await collected.shelf.close();
});

/** Of an answer what the command line prints as well. */
function printed(value: object, keys: readonly string[]): unknown {
  return Object.fromEntries(Object.entries(value).filter(([key]) => keys.includes(key)));
}

suite("every recording, asked as a bundle of a folder", () => {
  for (const { name, expected, observation } of labelled) {
    test(`${name} has the verdict that it is labelled with`, async () => {
      const value = await callTool(diagnoseTool, { instanceId: name }, recorded);
      const { about: _, provenance: __, ...label } = expected;
      // The answer is that of one node, as the schema of `ullage diagnose` has it.
      const diagnosis = diagnosisOfAnswer(value as unknown as DiagnoseResultContract);
      // What is in the label as the node has it is shown harmlessly.
      assert.deepEqual(foundLabel(diagnosis, expected), harmlessValue(label));
      assert.deepEqual([value.live, value.bundle, value.node], [false, name, observation.now.node]);
    });
  }

  test("says when the table is full with an interval, or why that is not known", async () => {
    for (const { name, observation } of labelled) {
      const value = await callTool(forecastTool, { instanceId: name }, recorded);
      if (!isPresent(observation.now.parts.tableUsage)) {
        assert.equal(value.notEvaluated?.length, 1, name);
        continue;
      }
      const { kind, secondsToFull, restsOn = "", gaps = [] } = value;
      assert.match(restsOn, observation.earlier === undefined ? /^one sample/ : /^two samples/);
      if (kind === "fills") assert.ok(secondsToFull && secondsToFull.low <= secondsToFull.estimate, name);
      else assert.equal(secondsToFull ?? 0, secondsToFull === null ? 0 : secondsToFull, name);
      if (kind === "too-short" || kind === "no-trend") assert.match(gaps.join(), /when it is full is not known/);
    }
    assert.equal((await callTool(forecastTool, { instanceId: "approaching-by-time" }, recorded)).kind, "fills");
    assert.equal((await callTool(forecastTool, { instanceId: "full-churn" }, recorded)).kind, "full");
  });

  test("says who has the entries by what the table was counted to, and never makes up what was not saved", async () => {
    for (const { name, observation } of labelled) {
      const { tableComposition } = observation.now.parts;
      for (const [by, list] of [
        ["client", "sources"],
        ["endpoint", "endpoints"],
        ["destination", "destinations"],
        ["port", "ports"],
      ] as const) {
        const value = await callTool(topTalkersTool, { instanceId: name, by, limit: 3 }, recorded);
        if (!isPresent(tableComposition)) {
          assert.deepEqual([value.talkers, value.notEvaluated?.length], [undefined, 1], name);
          continue;
        }
        assert.deepEqual(
          value.talkers?.map(({ key, entries, births }) => ({ key, entries, births })),
          tableComposition.value.top[list].items.slice(0, 3).map(({ key, entries }) => ({ key, entries, births: undefined })),
          name,
        );
      }
    }
  });

  test("without the table itself single entries are not evaluated, and the file that is wanted is named", async () => {
    const value = await callTool(findFlowTool, { instanceId: "full-churn", query: "10.0.0.1" }, recorded);
    assert.deepEqual([value.found, value.entries, value.notEvaluated?.length], [undefined, undefined, 1]);
    assert.match(value.notEvaluated?.[0]?.fileWanted ?? "", /node_conntrack_table\.txt/);
  });
});

suite("the same answers as the command line", () => {
  const bundleNames = [
    "ullage-node-a",
    "loose",
    "eks_i-0123456789abcdef0_2026-01-15_1203-UTC_0.7.8",
    "sgfp_bundle_prod-eks_web-7d9f_20260115_120344",
    "almost-nothing",
  ];
  const asked = [
    ...["full-churn", "approaching-by-time", "orders-in-names-and-lines", "real-stale-endpoint"].map((id) => ["recordings", id] as const),
    ...bundleNames.map((id) => ["bundles", id] as const),
  ];
  const sourceOf = (folder: keyof typeof folders) => (folder === "recordings" ? recorded : collected);

  for (const [folder, id] of asked) {
    test(`diagnose of ${id}`, async () => {
      const { stdout } = runUllage(["diagnose", "--bundle", join(folders[folder], id), "-o", "json"]);
      const expected: Record<string, unknown> = JSON.parse(stdout);
      const value = await callTool(diagnoseTool, { instanceId: id }, sourceOf(folder));
      assert.deepEqual(printed(value, Object.keys(expected)), expected);
    });
  }

  for (const [folder, id, changes, options] of [
    ["recordings", "full-churn", { timeouts: { tcp_time_wait: 30 }, max: 524_288 }, ["--timeout", "tcp_time_wait=30", "--max", "524288"]],
    ["recordings", "approaching-by-use", {}, []],
    ["bundles", "ullage-node-a", { untrack: ["udp/53"] }, ["--untrack", "udp/53"]],
    ["bundles", bundleNames[2] ?? "", { timeouts: { udp: 10 } }, ["--timeout", "udp=10"]],
    ["bundles", "loose", { remove: ["10.244.3.1"] }, ["--remove", "10.244.3.1"]],
  ] as const) {
    test(`plan_change of ${id}: ${JSON.stringify(changes)}`, async () => {
      const { stdout, stderr } = runUllage(["plan", "--bundle", join(folders[folder], id), ...options, "-o", "json"]);
      assert.equal(stderr, "");
      const expected: Record<string, unknown> = JSON.parse(stdout);
      const value = await callTool(planChangeTool, { instanceId: id, changes }, sourceOf(folder));
      assert.deepEqual(printed(value, Object.keys(expected)), expected);
    });
  }

  for (const [id, ends, protocol] of [
    ["ullage-node-a", ["10.244.3.1"], undefined],
    ["loose", [":53"], "udp"],
    [bundleNames[2] ?? "", [":53", "10.0.7.7"], undefined],
    ["ullage-node-a", ["192.0.2.99"], undefined],
  ] as const) {
    test(`find_flow in ${id}: ${ends.join(" and ")}`, async () => {
      const args = ["find", ...ends, "--bundle", join(folders.bundles, id), ...(protocol === undefined ? [] : ["--protocol", protocol])];
      const expected: Record<string, unknown> = JSON.parse(runUllage([...args, "-o", "json"]).stdout);
      const [query, other] = ends;
      const question = {
        instanceId: id,
        query,
        ...(other === undefined ? {} : { other }),
        ...(protocol === undefined ? {} : { protocol }),
      };
      const value = await callTool(findFlowTool, question, collected);
      const { entries = [], ...rest } = value;
      const bare = entries.map(({ says, ...entry }) => {
        assert.notEqual(says, "");
        return entry;
      });
      assert.deepEqual(printed({ ...rest, entries: bare }, Object.keys(expected)), expected);
    });
  }

  test("top_talkers counts the entries of a saved table as analyze does", async () => {
    const path = join(folders.bundles, "ullage-node-a/node_conntrack_table.txt");
    const expected = JSON.parse(runUllage(["analyze", path, "-o", "json"]).stdout);
    for (const [by, list] of [
      ["endpoint", "endpoints"],
      ["destination", "destinations"],
      ["port", "ports"],
    ] as const) {
      const { talkers = [], total } = await callTool(topTalkersTool, { instanceId: "ullage-node-a", by, limit: 10 }, collected);
      const items: readonly { readonly key: string; readonly entries: number }[] = expected.top[list].items.slice(0, 10);
      const inOrder = (all: readonly { readonly key: string; readonly entries: number }[]) =>
        all.map(({ key, entries }) => [entries, key] as const).toSorted();
      assert.deepEqual([total, inOrder(talkers)], [expected.total, inOrder(items)], by);
    }
  });
});
