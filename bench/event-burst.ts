import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, createReadStream, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Laboratory } from "../test/kernel/laboratory.ts";
import type { LaboratoryNamespace } from "../test/kernel/laboratory-namespace.ts";
import type { EventTotals } from "../test/kernel/programs/listen-events.ts";
import type { Benchmark, BenchmarkResult } from "./benchmark.ts";
import { inLaboratory } from "./in-laboratory.ts";

const perSecond = 100_000;
const seconds = 10;
const made = perSecond * seconds;

export const eventBurst: Benchmark = {
  name: "event-burst",
  // Every flow stays in the table: what made it lives on for 30 s.
  run: () => inLaboratory((laboratory) => laboratory.withConntrackMax(made + 100_000, () => measure(laboratory))),
};

async function measure(laboratory: Laboratory): Promise<BenchmarkResult> {
  const alone = await burst(addSink(laboratory, "alone"));
  const ours = await measureOurs(addSink(laboratory, "ours"), {});
  const sampled = await measureOurs(addSink(laboratory, "sampled"), { sampleEvery: 1000 });
  const tool = await measureConntrack(addSink(laboratory, "tool"), []);
  const largeTool = await measureConntrack(addSink(laboratory, "large"), ["-b", String(64 * 1024 * 1024)]);
  const rate = (of: Burst) => Math.round(of.sent / (of.tookMs / 1000)).toLocaleString("en");
  const perMillion = ({ cpuMs, received }: Figures) => (received === 0 ? Number.NaN : (cpuMs / received) * 1e6);
  const told = ({ received, reported, warnings, cpuMs }: Figures) =>
    `${received.toLocaleString("en")} received, ${reported === undefined ? `${warnings} warnings without a number` : `${reported.toLocaleString("en")} reported lost`}, ${Math.round(cpuMs)} ms of processor`;
  return {
    requirements: [
      {
        what: `of ${made.toLocaleString("en")} births, neither received nor reported lost`,
        measured: made - ours.received - (ours.reported ?? 0),
        atMost: 0,
        unit: "",
      },
      { what: "the same, one in 1,000 decoded", measured: made - sampled.received - (sampled.reported ?? 0), atMost: 0, unit: "" },
      {
        what: `seconds for ${made.toLocaleString("en")} births, ours listening`,
        measured: ours.burst.tookMs / 1000,
        atMost: seconds * 1.02,
        unit: "s",
      },
      { what: "processor time for an event, over `conntrack -E`", measured: perMillion(ours) / perMillion(tool), atMost: 1, unit: "×" },
    ],
    stages: [
      { stage: "births made, nobody listening", figure: `${rate(alone)} a second` },
      { stage: "ours, every event decoded", figure: `${told(ours)}; ${rate(ours.burst)} a second made` },
      { stage: "ours, one in 1,000 decoded", figure: `${told(sampled)}; ${rate(sampled.burst)} a second made` },
      { stage: "`conntrack -E -e NEW`", figure: `${told(tool)}; ${rate(tool.burst)} a second made` },
      { stage: "`conntrack -E -e NEW -b 64 MiB`", figure: `${told(largeTool)}; ${rate(largeTool.burst)} a second made` },
    ],
  };
}

interface Burst {
  readonly sent: number;
  readonly refused: number;
  readonly tookMs: number;
}

interface Figures {
  readonly burst: Burst;
  readonly received: number;
  /** Events that the reader says were lost; undefined where it does not say how many. */
  readonly reported?: number;
  /** Times that it said something was lost. */
  readonly warnings: number;
  readonly cpuMs: number;
}

/** A namespace whose datagrams are tracked on their way out, and thrown away where they would come in: a birth costs little else than itself. */
function addSink(laboratory: Laboratory, label: string): LaboratoryNamespace {
  const namespace = laboratory.addNamespace(label);
  namespace.run("ip", "address", "add", `${senders[0]}/16`, "dev", "lo");
  namespace.track();
  namespace.applyRules(`table netdev sink {
    chain in { type filter hook ingress device lo priority 0; policy drop; }
  }`);
  return namespace;
}

const senders = ["10.99.0.1", "10.99.128.1"];

/** Two senders, so that neither is held up by whoever shares its core. */
async function burst(namespace: LaboratoryNamespace): Promise<Burst> {
  const share = { count: made / senders.length, perSecond: perSecond / senders.length, total: made / senders.length };
  const started = await Promise.all(senders.map((to) => namespace.start("udp-burst", { to, ...share })));
  const answers = await Promise.all(started.map(({ program }) => program.next<Burst>()));
  await Promise.all(started.map(({ program }) => program.stop()));
  const sum = (name: "sent" | "refused") => answers.reduce((total, answer) => total + answer[name], 0);
  const all = { sent: sum("sent"), refused: sum("refused"), tookMs: Math.max(...answers.map(({ tookMs }) => tookMs)) };
  if (all.refused > 0) throw new Error(`${all.refused} of ${all.sent} datagrams were refused`);
  return all;
}

async function measureOurs(namespace: LaboratoryNamespace, options: { readonly sampleEvery?: number }): Promise<Figures> {
  const { program } = await namespace.start("listen-events", { kinds: ["new"], ...options });
  const before = cpuMsOf(program.pid);
  const made = await burst(namespace);
  program.tell("close");
  const { counts, lost, unknownLosses } = await program.next<EventTotals>();
  const cpuMs = cpuMsOf(program.pid) - before;
  await program.stop();
  return { burst: made, received: counts.new, reported: lost.socket + lost.decoder, warnings: unknownLosses, cpuMs };
}

async function measureConntrack(namespace: LaboratoryNamespace, options: readonly string[]): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "ullage-bench-"));
  try {
    const output = join(folder, "events");
    const file = openSync(output, "w");
    const child = spawn("ip", ["netns", "exec", namespace.name, "conntrack", "-E", "-e", "NEW", ...options], {
      stdio: ["ignore", file, "pipe"],
    });
    closeSync(file);
    let errorText = "";
    child.stderr?.on("data", (chunk) => {
      errorText += chunk;
    });
    const pid = await listeningPid(namespace, child);
    const before = cpuMsOf(pid);
    const made = await burst(namespace);
    const cpuMs = (await quietCpuMs(pid)) - before;
    child.kill("SIGINT");
    await once(child, "close");
    return { burst: made, received: await countLines(output), warnings: errorText.split("ENOBUFS").length - 1, cpuMs };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `ip netns exec` becomes the program it starts. */
async function listeningPid(namespace: LaboratoryNamespace, { pid }: ChildProcess): Promise<number> {
  if (pid === undefined) throw new Error("conntrack could not be started");
  const isListening = () =>
    namespace
      .run("cat", "/proc/net/netlink")
      .split("\n")
      .some((line) => / 12 +\d+ +00000001 /.test(line));
  while (!isListening()) await sleep(50);
  return pid;
}

/** When what was left in its socket is written as well. */
async function quietCpuMs(pid: number): Promise<number> {
  for (let last = cpuMsOf(pid); ; ) {
    await sleep(500);
    const next = cpuMsOf(pid);
    if (next === last) return next;
    last = next;
  }
}

function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function countLines(path: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(path)) for (const byte of chunk as Uint8Array) if (byte === 10) lines++;
  return lines;
}
