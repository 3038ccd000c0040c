import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";

export interface SpawnedServerOptions {
  readonly namespace: LaboratoryNamespace;
  readonly command: readonly [string, ...string[]];
  /** Done before it, in a shell of its own that has the namespace's mounts for itself. */
  readonly prepare?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A program that is no part of the laboratory, in one of its namespaces until it is stopped. */
export class SpawnedServer {
  readonly pid: number;
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private readonly killAtExit = () => this.child.kill("SIGKILL");
  private text = "";

  constructor({ namespace, command, prepare = "", environment = {} }: SpawnedServerOptions) {
    // `ip netns exec` and the shell become what they start, so their pid is the program's.
    const words = ["netns", "exec", namespace.name, "sh", "-ec", `${prepare}\nexec "$@"`, "sh", ...command];
    this.child = spawn("ip", words, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...environment } });
    if (this.child.pid === undefined) throw new Error(`${command[0]} could not be started`);
    this.pid = this.child.pid;
    this.ended = new Promise((resolve) => this.child.once("close", () => resolve()));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (chunk) => {
        this.text += chunk;
      });
    }
    process.once("exit", this.killAtExit);
  }

  /** What it has written until this moment, of both streams. */
  get output(): string {
    return this.text;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The first match in its output. */
  async says(pattern: RegExp, withinSeconds = 20): Promise<RegExpExecArray> {
    const deadline = performance.now() + withinSeconds * 1000;
    for (;;) {
      const match = pattern.exec(this.text);
      if (match !== null) return match;
      if (!this.isRunning) throw new Error(`it ended with status ${this.child.exitCode ?? this.child.signalCode}: ${this.text}`);
      if (performance.now() > deadline) throw new Error(`it did not say ${pattern} within ${withinSeconds} s: ${this.text}`);
      await setTimeout(20);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async stop(): Promise<void> {
    process.off("exit", this.killAtExit);
    if (this.isRunning) this.child.kill("SIGTERM");
    const patience = new AbortController();
    void setTimeout(20_000, undefined, { signal: patience.signal }).then(
      () => this.child.kill("SIGKILL"),
      () => undefined,
    );
    await this.ended;
    patience.abort();
  }
}
