import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Laboratory } from "../test/kernel/laboratory.ts";
import type { LaboratoryNamespace } from "../test/kernel/laboratory-namespace.ts";
import type { Benchmark, BenchmarkResult } from "./benchmark.ts";
import { inLaboratory } from "./in-laboratory.ts";
import { measureInTurn, measureProcess, median } from "./measure-process.ts";
import { entryShape, insertCommand } from "./table-shape.ts";
import { writeTable } from "./write-table.ts";

const entries = 250_000;
const clients = 5000;
const intervalSeconds = 2;
/** The first ones load code and are compiled; what is asked about is a screen that stands for minutes. */
const framesToWarmUp = 3;
const framesMeasured = 8;

export const top: Benchmark = {
  name: "top",
  run: () => inLaboratory((laboratory) => laboratory.withRoomFor(entries, () => measure(laboratory))),
};

async function measure(laboratory: Laboratory): Promise<BenchmarkResult> {
  const folder = mkdtempSync(join(tmpdir(), "ullage-bench-"));
  try {
    const namespace = laboratory.addNamespace("top");
    const commands = join(folder, "table");
    writeTable(commands, entries, clients, insertCommand);
    namespace.run("conntrack", "-R", commands);
    if (namespace.readCount() !== entries) throw new Error(`the kernel holds ${namespace.readCount()} entries, not ${entries}`);
    const { receive, empty } = await measureInTurn(7, {
      receive: () => measureProcess("ip", ["netns", "exec", namespace.name, process.execPath, "bench/programs/receive-only.ts"]),
      empty: () => measureProcess("ip", ["netns", "exec", namespace.name, process.execPath, "-e", "0"]),
    });
    const dumpMs = median(receive.map(({ cpuMs }, round) => cpuMs - (empty[round]?.cpuMs ?? Number.NaN)));
    const pods = join(folder, "pods.json");
    writeFileSync(pods, JSON.stringify(podList()));
    const batch = await measureBatch(namespace, pods);
    const screen = hasScript() ? await measureScreen(namespace, pods) : undefined;
    const share = ({ cpuMsAFrame }: TopFigures) => ((cpuMsAFrame - dumpMs) / (intervalSeconds * 1000)) * 100;
    const live = { what: "the live screen, beyond the kernel's own dump time", atMost: 35, unit: "% of one core" };
    return {
      requirements: [
        ...(screen === undefined ? [] : [{ ...live, measured: share(screen) }]),
        { what: "frames of a batch, beyond the kernel's own dump time", measured: share(batch), atMost: 35, unit: "% of one core" },
      ],
      stages: [
        { stage: `only receiving ${entries} entries (processor)`, figure: `${Math.round(dumpMs)} ms` },
        { stage: "a frame of the batch (processor, kernel's part included)", figure: `${Math.round(batch.cpuMsAFrame)} ms` },
        { stage: "peak RSS of the batch", figure: `${Math.round(batch.peakRssMb)} MB` },
        ...(screen === undefined
          ? []
          : [
              { stage: "a frame of the live screen (processor, kernel's part included)", figure: `${Math.round(screen.cpuMsAFrame)} ms` },
              { stage: "peak RSS of the live screen", figure: `${Math.round(screen.peakRssMb)} MB` },
            ]),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As `kubectl get pods -A -o json` has it: every client is a pod, ten of them one deployment. */
function podList(): unknown {
  const items = Array.from({ length: clients }, (_, number) => {
    const podIP = entryShape(number, clients).client;
    const deployment = `service-${Math.floor(number / 10)}`;
    return {
      kind: "Pod",
      metadata: {
        name: `${deployment}-7d9f64b5c8-x2${number}`,
        namespace: `team-${number % 40}`,
        ownerReferences: [{ kind: "ReplicaSet", name: `${deployment}-7d9f64b5c8`, controller: true }],
      },
      spec: { nodeName: "node-a" },
      status: { phase: "Running", podIP, podIPs: [{ ip: podIP }] },
    };
  });
  return { apiVersion: "v1", kind: "List", items };
}

interface TopFigures {
  readonly cpuMsAFrame: number;
  readonly peakRssMb: number;
}

function topCommand(namespace: LaboratoryNamespace, pods: string, ...args: readonly string[]): readonly string[] {
  return [
    "netns",
    "exec",
    namespace.name,
    process.execPath,
    "bin/ullage.js",
    "top",
    "--pods",
    pods,
    "--interval",
    String(intervalSeconds),
    ...args,
  ];
}

/** A line of JSON tells each frame. */
async function measureBatch(namespace: LaboratoryNamespace, pods: string): Promise<TopFigures> {
  const child = spawn("ip", topCommand(namespace, pods, "--batch", "--output", "json"), { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  if (child.pid === undefined) throw new Error("top did not start");
  try {
    let frames = 0;
    let beganMs = 0;
    for await (const _ of createInterface({ input: child.stdout })) {
      if (++frames === framesToWarmUp) beganMs = usedMs(child.pid);
      if (frames === framesToWarmUp + framesMeasured) return figuresOf(child.pid, beganMs, framesMeasured);
    }
    throw new Error(`top ended after ${frames} frames`);
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
}

/** On a terminal of 80 × 24 that script(1) makes. How many frames there were is told by the time, at one an interval. */
async function measureScreen(namespace: LaboratoryNamespace, pods: string): Promise<TopFigures> {
  const command = `stty cols 80 rows 24; exec ip ${topCommand(namespace, pods).join(" ")}`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    stdio: ["pipe", "ignore", "inherit"],
    env: { ...process.env, TERM: "xterm" },
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  try {
    await sleep(framesToWarmUp * intervalSeconds * 1000);
    const pid = processUnder(child.pid);
    const beganMs = usedMs(pid);
    const startedMs = performance.now();
    await sleep(framesMeasured * intervalSeconds * 1000);
    return figuresOf(pid, beganMs, (performance.now() - startedMs) / (intervalSeconds * 1000));
  } finally {
    child.stdin.write("q");
    await ended;
  }
}

function figuresOf(pid: number, beganMs: number, frames: number): TopFigures {
  const highWater = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "latin1"));
  return { cpuMsAFrame: (usedMs(pid) - beganMs) / frames, peakRssMb: Number(highWater?.[1] ?? 0) / 1024 };
}

/** User and system time of all threads, in steps of 10 ms. */
function usedMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** `script` waits for the shell, which became what it started. */
function processUnder(pid: number | undefined): number {
  const [child = ""] = readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").trim().split(" ");
  if (child === "") throw new Error("script started nothing");
  return Number(child);
}

function hasScript(): boolean {
  return spawnSync("script", ["--version"]).error === undefined;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
