import { type SpawnOptions, spawn } from "node:child_process";
import { readFileSync } from "node:fs";

export interface ProcessFigures {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakRssMb: number;
}

/** Runs a command to its end with its output thrown away, and watches its memory and processor time from outside. */
export function measureProcess(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<ProcessFigures> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"], ...options });
    let peakRssMb = 0;
    let cpuMs = 0;
    const look = () => {
      const seen = child.pid === undefined ? undefined : processFigures(child.pid);
      if (seen === undefined) return;
      // The high-water mark never falls, so only what happens after the last look is missed.
      peakRssMb = Math.max(peakRssMb, seen.peakRssMb);
      cpuMs = Math.max(cpuMs, seen.cpuMs);
    };
    const timer = setInterval(look, 10);
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      clearInterval(timer);
      // Exit statuses 1 to 3 are what is said of a node, not failures.
      if (code === null || code > 3) reject(new Error(`${command} ${args.join(" ")} ended with ${code ?? signal}`));
      else resolve({ wallMs: performance.now() - started, cpuMs, peakRssMb });
    });
  });
}

function processFigures(pid: number): { readonly cpuMs: number; readonly peakRssMb: number } | undefined {
  try {
    const highWater = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "latin1"));
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
    return { peakRssMb: Number(highWater?.[1] ?? 0) / 1024, cpuMs: (Number(fields[11]) + Number(fields[12])) * 10 };
  } catch {
    return undefined; // the process has ended between two looks
  }
}

/** Runs the variants in turn, A B C A B C …, so that a machine whose speed drifts is the same for all. */
export async function measureInTurn<Name extends string>(
  rounds: number,
  variants: Readonly<Record<Name, () => Promise<ProcessFigures>>>,
): Promise<Record<Name, readonly ProcessFigures[]>> {
  const names = Object.keys(variants) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as ProcessFigures[]])) as Record<Name, ProcessFigures[]>;
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const measured = await variants[name]();
      // The round before the first warms the page cache.
      if (round >= 0) figures[name].push(measured);
    }
  }
  return figures;
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** The median of the ratios taken round by round. */
export function pairedRatio(over: readonly ProcessFigures[], under: readonly ProcessFigures[]): number {
  return median(over.map((figures, round) => figures.wallMs / (under[round]?.wallMs ?? Number.NaN)));
}
