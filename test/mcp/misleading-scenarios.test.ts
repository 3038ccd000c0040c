import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, suite, type TestContext, test } from "node:test";
import { categoryOfLimit, categoryOfLookAlike } from "../../src/findings/triage-categories.ts";
import { openTestServer } from "../../src/mcp/test-server.case.ts";
import { tools } from "../../src/mcp/tools/index.ts";
import { readLabelled } from "../recordings/read-labelled.ts";
import { fixtures } from "./fixtures-folder.ts";
import { type Scenario, scenarios } from "./misleading-scenarios.ts";

const folder = mkdtempSync(join(tmpdir(), "ullage-misleading-"));
const opened: (() => unknown)[] = [];
// Of the test's context nothing else is used.
const context = { after: (close: () => unknown) => void opened.push(close) } as unknown as TestContext;
const ids = scenarios.map((scenario, at) => writeBundle(scenario, `scenario-${at}`));
const { host } = await openTestServer(context, { tools, bundles: folder });
after(async () => {
  for (const close of opened.reverse()) await close();
  rmSync(folder, { recursive: true });
});

function writeBundle({ of, changes, files = {} }: Scenario, id: string): string {
  const bundle = join(folder, id);
  cpSync(join(fixtures, "recordings", of), bundle, { recursive: true });
  rmSync(join(bundle, "expected.json"));
  for (const name of ["snapshot.json", "earlier.json"]) {
    const path = join(bundle, name);
    if (changes === undefined || !existsSync(path)) continue;
    const snapshot = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(path, JSON.stringify({ ...snapshot, parts: { ...snapshot.parts, ...changes(snapshot.parts) } }));
  }
  for (const [path, lines] of Object.entries(files)) {
    mkdirSync(dirname(join(bundle, path)), { recursive: true });
    writeFileSync(join(bundle, path), `${lines.join("\n")}\n`);
  }
  return id;
}

/** As much of an answer as is looked at here. */
interface Answer {
  readonly verdict: { readonly limit: string; readonly severity: string; readonly confidence: string; readonly summary: string };
  readonly nextStep: string;
  readonly [field: string]: unknown;
}

async function ask(tool: string, input: object): Promise<Answer> {
  const outcome = await host.call(tool, { max_bytes: 1_000_000, ...input }, { signal: new AbortController().signal });
  assert.ok(outcome.ok, outcome.ok ? "" : `${tool}: ${outcome.failure.message}`);
  // The host has held it against the schema.
  return outcome.value as unknown as Answer;
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value : [];
}

const idsOf = (value: unknown) => listOf(value).map(({ id }) => String(id));

/** What six tools say of one node. */
async function askSix(instanceId: string) {
  const errors = await ask("errors", { instanceId });
  const found = listOf(errors["findings"]);
  return {
    errors,
    diagnose: await ask("diagnose", { instanceId }),
    quickTriage: await ask("quick_triage", { instanceId }),
    network: await ask("network_diagnostics", { instanceId }),
    correlate: await ask("correlate", { instanceId }),
    summarize: await ask("summarize", {
      instanceId,
      finding_ids: found.length === 0 ? ["F-000000000000"] : found.map(({ finding_id }) => String(finding_id)),
      includeTriage: true,
    }),
  };
}

const exhausted = ["kernel-table-full", "kernel-table-evicting", "kernel-and-instance", "instance-allowance", "pod-table-full"];
const toolNames = tools.map(({ contract }) => contract.name);

for (const [at, scenario] of scenarios.entries()) {
  suite(scenario.says, () => {
    const answers = askSix(ids[at] ?? "");

    test("every tool has the verdict of the label, and no cause that it has not", async () => {
      const { expected } = await readLabelled(scenario.of);
      const all = await answers;
      for (const [tool, { verdict }] of Object.entries(all)) {
        assert.deepEqual([verdict.limit, verdict.severity], [expected.limit, expected.severity], tool);
        assert.equal(verdict.confidence, all.diagnose.verdict.confidence, tool);
      }
      const { causes, lookAlikes } = Object(all.diagnose.verdict);
      assert.deepEqual([idsOf(causes)[0] ?? null, idsOf(lookAlikes)], [expected.topCause, expected.lookAlikes]);
      const ranked = listOf(all.network["rootCauseRanking"]);
      const hit = expected.limit === "none" || expected.limit === "unknown" ? [] : [expected.limit];
      assert.deepEqual(idsOf(ranked), [...hit, ...expected.lookAlikes, ...idsOf(causes)]);
      if (expected.severity === "ok") assert.deepEqual(all.network["CRITICAL_WARNINGS"], []);
    });

    test("the root cause of a triage is that of the verdict, or lines that say that they are no more", async () => {
      const { quickTriage, summarize, diagnose } = await answers;
      const { limit } = diagnose.verdict;
      const [lookAlike] = listOf(Object(diagnose.verdict).lookAlikes);
      // They are ids of the catalogues.
      const measured =
        categoryOfLimit[limit as keyof typeof categoryOfLimit] ??
        categoryOfLookAlike[String(lookAlike?.["id"]) as keyof typeof categoryOfLookAlike];
      for (const root of [Object(quickTriage["rootCause"]), Object(summarize["pod_node_triage"])]) {
        if (measured !== undefined) {
          assert.deepEqual([root.letter, root.restsOn], [measured, "checks"]);
          assert.equal(
            root.summary,
            categoryOfLimit[limit as keyof typeof categoryOfLimit] === undefined ? lookAlike?.["because"] : diagnose.verdict.summary,
          );
        } else if (root.letter !== "none") {
          assert.equal(root.restsOn, "logs");
          assert.notEqual(root.confidence, "high");
          assert.match(root.detail, /By log lines alone.*(?:no limit of connection tracking is hit|could not be seen)/s);
        }
      }
    });

    test("what is not to be concluded is the same for every tool, and holds or is lifted as it should", async () => {
      const { diagnose, quickTriage, summarize, network } = await answers;
      const guardrails = listOf(diagnose["guardrails"]);
      const isLifted = ({ liftedBy }: Readonly<Record<string, unknown>>) => Array.isArray(liftedBy) && liftedBy.length > 0;
      const holding = guardrails.filter((guardrail) => !isLifted(guardrail));
      assert.deepEqual(
        scenario.holds.filter((id) => !idsOf(holding).includes(id)),
        [],
        `holding: ${idsOf(holding)}`,
      );
      const lifted = idsOf(guardrails.filter(isLifted));
      assert.deepEqual(
        (scenario.lifted ?? []).filter((id) => !lifted.includes(id)),
        [],
        `lifted: ${lifted}`,
      );
      const claims = holding.map(({ claim }) => claim);
      for (const orders of [quickTriage["doNotConclude"], summarize["doNotConclude"], Object(network["eksNetworkingContext"]).guardrails])
        assert.deepEqual(
          listOf(orders).map(({ claim }) => claim),
          claims,
        );
    });

    test("no next step, no plan and no runbook is a wrong cure", async () => {
      const all = await answers;
      const { diagnose, quickTriage } = all;
      const { immediate, longTerm } = Object(diagnose["mitigation"]);
      const plans = [...idsOf(immediate), ...idsOf(longTerm)];
      const never = new Set(scenario.neverPlans);
      assert.deepEqual(
        [...plans, ...idsOf(quickTriage["remediation"]), ...idsOf(all.summarize["recommendations"])].filter((id) => never.has(id)),
        [],
      );
      for (const [tool, { nextStep }] of Object.entries(all)) {
        const [, plan] = /\bplan ([a-z-]+) \(/.exec(nextStep) ?? [];
        assert.ok(plan === undefined || plans.includes(plan), `${tool}: ${nextStep}`);
        assert.doesNotMatch(nextStep.replace(/\bplan [a-z-]+ \(/, ""), /restart|reboot|flush|upgrade|scale|kubectl|sysctl -w/, tool);
        assert.ok(
          toolNames.some((name) => nextStep.includes(name)),
          `${tool}: ${nextStep}`,
        );
      }
      if (scenario.runbook !== undefined) assert.match(quickTriage.nextStep, new RegExp(`get_sop with ${scenario.runbook}-`));
      if (diagnose.verdict.severity === "ok") assert.deepEqual(plans, []);
    });

    test("lines are found for what they are, and lead to nothing that the verdict excludes", async () => {
      const { errors, correlate, diagnose } = await answers;
      const found = new Set(listOf(errors["findings"]).map(({ pattern }) => String(pattern)));
      assert.deepEqual(
        [(scenario.found ?? []).filter((id) => !found.has(id)), (scenario.notFound ?? []).filter((id) => found.has(id))],
        [[], []],
        [...found].join(),
      );
      const { limit } = diagnose.verdict;
      for (const { cause, consequence } of listOf(correlate["correlations"])) {
        const [from, to] = [String(Object(cause).pattern), String(Object(consequence).pattern)];
        if (from === "usage" || from === "drops") assert.match(limit, /^kernel-(?:table-full|and-instance)$/, `${from} > ${to}`);
        if (/^kube-proxy-/.test(from) && exhausted.includes(limit)) assert.equal(to, "stale-endpoints", `${from} > ${to}`);
        assert.ok(
          !/^(?:usage|drops|udp-share|time-wait-share|client-share|early-evictions|table-full-log|instance-allowance)$/.test(to),
          `${from} > ${to}`,
        );
        if (/^cni-/.test(from)) assert.doesNotMatch(to, /^(?:dial-timeout|dns-|pod-retransmits)/);
      }
      if (diagnose.verdict.severity === "ok")
        assert.deepEqual(
          listOf(errors["findings"]).filter(({ severity, from }) => severity === "critical" || (severity === "high" && from === "check")),
          [],
        );
    });
  });
}

test("a counter that stands high is found by its name and is no hit", async () => {
  const at = scenarios.findIndex(({ of }) => of === "allowance-of-a-past-incident");
  const answer = await ask("search", { instanceId: ids[at] ?? "", query: "conntrack_allowance_exceeded" });
  const results = listOf(answer["results"]);
  assert.ok(results.length > 0);
  assert.deepEqual(
    results.filter(({ isHit }) => isHit === true),
    [],
  );
  assert.match(JSON.stringify(answer["assessment"]), /did not rise|stood still|no hit|unknown/);
});

test("asked about last week, the lines of last week speak, and say that the verdict is of another time", async () => {
  const at = scenarios.findIndex(({ says }) => says.includes("last week"));
  const window = { instanceId: ids[at] ?? "", start_time: "2026-01-08T03:00:00Z", end_time: "2026-01-08T04:00:00Z" };
  const errors = await ask("errors", window);
  assert.deepEqual(
    listOf(errors["findings"]).map(({ pattern, severity }) => [pattern, severity]),
    [["conntrack-table-full", "critical"]],
  );
  const root = Object((await ask("quick_triage", window))["rootCause"]);
  assert.deepEqual([root.letter, root.restsOn], ["D", "logs"]);
  assert.match(root.detail, /before the collection, of which alone the verdict speaks/);
});
