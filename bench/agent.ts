import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Laboratory } from "../test/kernel/laboratory.ts";
import type { LaboratoryNamespace } from "../test/kernel/laboratory-namespace.ts";
import { makeAuthority } from "../test/kubernetes/certificates.ts";
import type { Benchmark, BenchmarkResult } from "./benchmark.ts";
import { inLaboratory } from "./in-laboratory.ts";
import { entryShape, insertCommand } from "./table-shape.ts";
import { writeTable } from "./write-table.ts";

const manyEntries = 250_000;
const fewEntries = 10_000;
const pods = 110;
const scrapes = 3000;
const warmUpSeconds = 20;
/** What the 3,000 scrapes of some seconds leave behind is given back within ten (src/agent/small-memory.ts). */
const settleSeconds = 15;
const watchedSeconds = 60;
/** As Prometheus is mostly set up. */
const scrapeIntervalSeconds = 15;
/** A shorter one shows whether it runs, and no more. */
const soakSeconds = Number(process.env["ULLAGE_SOAK_SECONDS"] ?? 1800);
const port = 9855;
const exporterPort = 9100;

export const agent: Benchmark = {
  name: "agent",
  run: () => inLaboratory((laboratory) => laboratory.withRoomFor(manyEntries, () => measure(laboratory))),
};

/** Half an hour; whether memory is flat shows in nothing shorter. */
export const agentSoak: Benchmark = {
  name: "agent-soak",
  run: () => inLaboratory((laboratory) => laboratory.withRoomFor(manyEntries, () => soak(laboratory))),
};

async function measure(laboratory: Laboratory): Promise<BenchmarkResult> {
  const few = laboratory.addNamespace("few");
  fill(few, fewEntries);
  const bare = await residentOf(spawnIn(few, [process.execPath, ...agentFlags, "-e", bareServer], agentEnvironment), 3);
  const small = await watched(few, await startCluster(few));
  const many = laboratory.addNamespace("many");
  fill(many, manyEntries);
  const endPods = startPods(many);
  try {
    const large = await watched(many, await startCluster(many));
    const exporterShare = large.exporter === undefined ? [] : [exporterStage(large.exporter, large)];
    return {
      requirements: [
        {
          what: `RSS with ${manyEntries} entries and ${pods} pods, after ${scrapes} scrapes`,
          measured: large.settledMb,
          atMost: 100,
          unit: "MB",
        },
        { what: `processor at ${fewEntries} entries`, measured: small.processorPercent, atMost: 1.5, unit: "% of one core" },
        { what: `processor at ${manyEntries} entries`, measured: large.processorPercent, atMost: 2, unit: "% of one core" },
        { what: `p99 of ${scrapes} scrapes at ${manyEntries} entries`, measured: large.scrape.p99Ms, atMost: 5, unit: "ms" },
        { what: "a scrape", measured: large.scrape.bytes / 1000, atMost: 100, unit: "kB" },
        { what: "start to first metric", measured: large.firstMetricMs / 1000, atMost: 1, unit: "s" },
      ],
      stages: [
        { stage: "RSS of Node alone with a bare HTTP server, same options", figure: `${bare.toFixed(1)} MB` },
        { stage: `RSS at ${fewEntries} entries`, figure: `${small.settledMb.toFixed(1)} MB` },
        {
          stage: `RSS at ${manyEntries} entries before the scrapes, in the second after them`,
          figure: `${large.beforeMb.toFixed(1)} MB, ${large.residentMb.toFixed(1)} MB`,
        },
        { stage: `of it, pages of files (Node's program, shared by all of its processes)`, figure: `${large.fileMb.toFixed(1)} MB` },
        { stage: `highest RSS at ${manyEntries} entries`, figure: `${large.peakMb.toFixed(1)} MB` },
        { stage: "median and longest scrape", figure: `${large.scrape.medianMs.toFixed(2)} ms, ${large.scrape.maximumMs.toFixed(1)} ms` },
        { stage: "start to first metric with few entries", figure: `${Math.round(small.firstMetricMs)} ms` },
        ...exporterShare,
      ],
    };
  } finally {
    endPods();
  }
}

async function soak(laboratory: Laboratory): Promise<BenchmarkResult> {
  const namespace = laboratory.addNamespace("soak");
  fill(namespace, manyEntries);
  const endPods = startPods(namespace);
  const { child } = await startAgent(namespace, await startCluster(namespace));
  try {
    const points: { readonly seconds: number; readonly mb: number }[] = [];
    const startedMs = performance.now();
    for (;;) {
      scrape(namespace, port, 20);
      const seconds = (performance.now() - startedMs) / 1000;
      points.push({ seconds, mb: figuresOf(child).residentMb });
      if (seconds >= soakSeconds) break;
      await sleep(10_000);
    }
    const mean = (from: number, to: number) => {
      const chosen = points.filter(({ seconds }) => seconds >= from && seconds < to).map(({ mb }) => mb);
      return chosen.reduce((sum, mb) => sum + mb, 0) / chosen.length;
    };
    const sixth = soakSeconds / 6;
    const [early, late] = [mean(sixth, 2 * sixth), mean(soakSeconds - sixth, soakSeconds + 60)];
    return {
      requirements: [
        { what: "RSS of the last sixth of the time over that of the second", measured: late / early, atMost: 1.05, unit: "×" },
        { what: "highest RSS seen", measured: Math.max(...points.map(({ mb }) => mb)), atMost: 110, unit: "MB" },
      ],
      stages: [0, 1, 2, 3, 4, 5].map((place) => ({
        stage: `RSS in the ${Math.round(sixth)} s from second ${Math.round(place * sixth)} on`,
        figure: `${mean(place * sixth, (place + 1) * sixth).toFixed(1)} MB`,
      })),
    };
  } finally {
    await end(child);
    endPods();
  }
}

interface Watched {
  readonly firstMetricMs: number;
  readonly processorPercent: number;
  readonly beforeMb: number;
  readonly residentMb: number;
  readonly settledMb: number;
  readonly fileMb: number;
  readonly peakMb: number;
  readonly scrape: ScrapeFigures;
  readonly exporter?: { readonly processorPercent: number; readonly residentMb: number; readonly scrape: ScrapeFigures };
}

interface ScrapeFigures {
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly maximumMs: number;
  readonly bytes: number;
}

/** The agent, and beside it the exporter that everybody has, scraped alike. */
async function watched(namespace: LaboratoryNamespace, cluster: ClusterAccess): Promise<Watched> {
  const { child, firstMetricMs } = await startAgent(namespace, cluster);
  const exporter = hasExporter() ? startExporter(namespace) : undefined;
  try {
    await sleep(warmUpSeconds * 1000);
    const began = [child, exporter].map((one) => (one === undefined ? 0 : figuresOf(one).cpuMs));
    const startedMs = performance.now();
    while (performance.now() - startedMs < watchedSeconds * 1000) {
      scrape(namespace, port, 1);
      if (exporter !== undefined) scrape(namespace, exporterPort, 1);
      await sleep(scrapeIntervalSeconds * 1000);
    }
    const lastedMs = performance.now() - startedMs;
    const percent = (one: ChildProcess, place: number) => ((figuresOf(one).cpuMs - (began[place] ?? 0)) / lastedMs) * 100;
    const processorPercent = percent(child, 0);
    const exporterPercent = exporter === undefined ? 0 : percent(exporter, 1);
    const beforeMb = figuresOf(child).residentMb;
    const figures = scrape(namespace, port, scrapes);
    const { residentMb } = figuresOf(child);
    await sleep(settleSeconds * 1000);
    const { residentMb: settledMb, fileMb, peakMb } = figuresOf(child);
    return {
      ...{ firstMetricMs, processorPercent, beforeMb, residentMb, settledMb, fileMb, peakMb, scrape: figures },
      ...(exporter === undefined
        ? {}
        : {
            exporter: {
              processorPercent: exporterPercent,
              scrape: scrape(namespace, exporterPort, scrapes),
              residentMb: figuresOf(exporter).residentMb,
            },
          }),
    };
  } finally {
    await end(child);
    if (exporter !== undefined) await end(exporter);
  }
}

function exporterStage({ processorPercent, residentMb, scrape: { p99Ms, bytes } }: NonNullable<Watched["exporter"]>, beside: Watched) {
  return {
    stage: "prometheus-node-exporter --collector.conntrack, same run",
    figure: `${residentMb.toFixed(1)} MB, ${processorPercent.toFixed(2)} % of one core (agent ${beside.processorPercent.toFixed(2)} %), p99 ${p99Ms.toFixed(2)} ms, ${(bytes / 1000).toFixed(1)} kB`,
  };
}

/** As in bin/ullage.js. */
const agentFlags = ["--max-semi-space-size=1", "--optimize-for-size"];
const agentEnvironment = { MALLOC_ARENA_MAX: "1" };
const bareServer = "require('node:http').createServer().listen(0, '127.0.0.1')";

interface ClusterAccess {
  readonly apiPort: string;
  readonly ca: string;
}

const nodeName = "node-a";
const token = "of-the-agent";

/** An API server that names each client of the table. */
async function startCluster(namespace: LaboratoryNamespace): Promise<ClusterAccess> {
  const { ca, server } = makeAuthority("of the benchmark");
  const podIps = Array.from({ length: pods }, (_, number) => entryShape(number, pods).client);
  const options = { host: "127.0.0.1", node: nodeName, token, ca, server, podIps };
  const { answer } = await namespace.start<{ apiPort: string }>("scripted-cluster", options);
  return { apiPort: answer.apiPort, ca };
}

/** With the account that a pod has, where the kubelet mounts it. */
async function startAgent(
  namespace: LaboratoryNamespace,
  { apiPort, ca }: ClusterAccess,
): Promise<{ readonly child: ChildProcess; readonly firstMetricMs: number }> {
  const account = mkdtempSync(join(tmpdir(), "ullage-service-account-"));
  writeFileSync(join(account, "token"), token);
  writeFileSync(join(account, "ca.crt"), ca);
  const mounted = "/var/run/secrets/kubernetes.io/serviceaccount";
  const script = `mount -t tmpfs none /var/run/ && mkdir -p ${mounted} && mv ${account}/* ${mounted}/ && rmdir ${account} && exec "$@"`;
  const command = [process.execPath, "bin/ullage.js", "agent", "--metrics-listen", `127.0.0.1:${port}`];
  const options = ["--in-cluster", "--node", nodeName, "--kubernetes-events"];
  const environment = { KUBERNETES_SERVICE_HOST: "127.0.0.1", KUBERNETES_SERVICE_PORT: String(apiPort) };
  const startedMs = performance.now();
  const child = spawnIn(namespace, ["sh", "-ec", script, "sh", ...command, ...options], environment);
  // A look from within the namespace takes a process of its own, some 20 ms, by which the figure is too high.
  const look = () => namespaceAnswer(namespace);
  for (let text = look(); !text.includes("\nullage_table_entries "); text = look()) {
    if (child.exitCode !== null) throw new Error(`the agent ended with ${child.exitCode}`);
    if (performance.now() - startedMs > 20_000) throw new Error("the agent has no metric after 20 s");
    await sleep(5);
  }
  return { child, firstMetricMs: performance.now() - startedMs };
}

function namespaceAnswer({ name }: LaboratoryNamespace): string {
  return spawnSync("ip", ["netns", "exec", name, "curl", "-s", `http://127.0.0.1:${port}/metrics`], { encoding: "utf8" }).stdout;
}

function startExporter(namespace: LaboratoryNamespace): ChildProcess {
  return spawnIn(namespace, [
    "prometheus-node-exporter",
    "--collector.disable-defaults",
    "--collector.conntrack",
    `--web.listen-address=127.0.0.1:${exporterPort}`,
    "--log.level=error",
  ]);
}

function hasExporter(): boolean {
  return spawnSync("prometheus-node-exporter", ["--version"]).error === undefined;
}

/** `ip` becomes what it starts. */
function spawnIn({ name }: LaboratoryNamespace, command: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
  const env = { ...process.env, ...environment };
  return spawn("ip", ["netns", "exec", name, ...command], { stdio: ["ignore", "ignore", "inherit"], env });
}

function scrape({ name }: LaboratoryNamespace, at: number, count: number): ScrapeFigures {
  const args = ["netns", "exec", name, process.execPath, "bench/programs/scrape.ts", `http://127.0.0.1:${at}/metrics`, String(count)];
  const { stdout, stderr } = spawnSync("ip", args, { encoding: "utf8" });
  if (stdout === "") throw new Error(`a scrape failed: ${stderr}`);
  return JSON.parse(stdout) as ScrapeFigures; // what the program of this very folder prints
}

/** A network namespace each, with a process in it. */
function startPods({ name }: LaboratoryNamespace): () => void {
  const script = `for i in $(seq ${pods}); do unshare -n sleep ${soakSeconds * 2} & done; wait`;
  const child = spawn("ip", ["netns", "exec", name, "setsid", "sh", "-c", script], { stdio: "ignore" });
  const { pid } = child;
  return () => {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  };
}

function fill(namespace: LaboratoryNamespace, entries: number): void {
  const folder = mkdtempSync(join(tmpdir(), "ullage-bench-"));
  try {
    const commands = join(folder, "table");
    writeTable(commands, entries, pods, insertCommand);
    namespace.run("conntrack", "-R", commands);
  } finally {
    rmSync(folder, { recursive: true });
  }
  if (namespace.readCount() !== entries) throw new Error(`the kernel holds ${namespace.readCount()} entries, not ${entries}`);
}

async function residentOf(child: ChildProcess, afterSeconds: number): Promise<number> {
  await sleep(afterSeconds * 1000);
  const { residentMb } = figuresOf(child);
  await end(child);
  return residentMb;
}

interface Figures {
  readonly cpuMs: number;
  readonly residentMb: number;
  readonly fileMb: number;
  readonly peakMb: number;
}

function figuresOf({ pid }: ChildProcess): Figures {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  const kilobytes = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN);
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * 10,
    residentMb: kilobytes("VmRSS") / 1024,
    fileMb: kilobytes("RssFile") / 1024,
    peakMb: kilobytes("VmHWM") / 1024,
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}
