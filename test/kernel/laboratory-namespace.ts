import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { sumStatistics } from "./kernel-counters.ts";
import { type ProgramName, RunningProgram } from "./running-program.ts";

/** One network namespace of the laboratory. */
export class LaboratoryNamespace {
  readonly name: string;
  /** The number that the kernel's log gives it. */
  readonly inode: number;
  private readonly programs = new Set<RunningProgram>();

  constructor(name: string) {
    this.name = name;
    this.inode = statSync(`/run/netns/${name}`).ino;
  }

  /** Runs a command to its end and gives its standard output. */
  run(command: string, ...args: readonly string[]): string {
    return execFileSync("ip", ["netns", "exec", this.name, command, ...args], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** Starts a program and waits for its first answer, which it gives when what it was asked for is done. */
  async start<T = unknown>(program: ProgramName, options: object): Promise<{ readonly program: RunningProgram; readonly answer: T }> {
    const running = new RunningProgram(this.name, program, options);
    this.programs.add(running);
    return { program: running, answer: await running.next<T>() };
  }

  /** Starts a program, takes its first answer and ends it. */
  async ask<T>(program: ProgramName, options: object): Promise<T> {
    const { program: running, answer } = await this.start<T>(program, options);
    await running.stop();
    this.programs.delete(running);
    return answer;
  }

  applyRules(ruleset: string): void {
    execFileSync("ip", ["netns", "exec", this.name, "nft", "-f", "-"], { input: ruleset, stdio: "pipe" });
  }

  /** Connection tracking runs in a namespace only while some rule looks at it. */
  track(): void {
    this.applyRules(
      `table inet laboratory {
        chain in { type filter hook input priority 0; ct state invalid counter; }
        chain out { type filter hook output priority 0; ct state invalid counter; }
      }`,
    );
  }

  /** A sysctl of this namespace alone. */
  setSysctl(path: string, value: number): void {
    this.run("sysctl", "-q", "-w", `${path}=${value}`);
  }

  /** Counters of /proc/net/stat/nf_conntrack, summed over the CPUs. */
  readCounters(): Record<string, number> {
    return sumStatistics(this.run("cat", "/proc/net/stat/nf_conntrack"));
  }

  readCount(): number {
    return Number(this.run("cat", "/proc/sys/net/netfilter/nf_conntrack_count"));
  }

  async stopPrograms(): Promise<void> {
    await Promise.all([...this.programs].map((program) => program.stop()));
    this.programs.clear();
  }

  killPrograms(): void {
    for (const program of this.programs) program.kill();
  }
}
