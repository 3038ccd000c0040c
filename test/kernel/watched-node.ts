import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { watchRecordSchema } from "../../src/contract/watch-record.ts";
import type { WatchRecord } from "../../src/report/watch-record.ts";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";

const program = join(import.meta.dirname, "../../src/cli/main.ts");

const patienceMs = 60_000;

/** `ullage watch` at work in a namespace. Every line that it prints is held against the contract. */
export class WatchedNode {
  readonly records: WatchRecord[] = [];
  errorText = "";
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | string | null>;
  private readonly waiting = new Set<() => void>();

  constructor(namespace: LaboratoryNamespace, args: readonly string[], stdout: "pipe" | number = "pipe") {
    this.child = spawn("ip", ["netns", "exec", namespace.name, process.execPath, program, "watch", ...args], {
      stdio: ["ignore", stdout, "pipe"],
    });
    this.ended = new Promise((resolve) =>
      this.child.once("close", (code, signal) => {
        resolve(code ?? signal);
        this.wake();
      }),
    );
    this.child.stderr?.on("data", (chunk) => {
      this.errorText += chunk;
    });
  }

  /** From here on its output is read. */
  read(): void {
    if (this.child.stdout === null) return;
    createInterface({ input: this.child.stdout }).on("line", (line) => {
      const value: unknown = JSON.parse(line);
      // What the schema does not name would be cut off by parsing it.
      assert.deepEqual(watchRecordSchema.parse(value), value);
      this.records.push(value as WatchRecord);
      this.wake();
    });
  }

  /** The first record of this type for which it holds, as soon as it is there. */
  async seen<Type extends WatchRecord["type"]>(
    type: Type,
    holds: (record: Extract<WatchRecord, { type: Type }>) => boolean = () => true,
  ): Promise<Extract<WatchRecord, { type: Type }>> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const found = this.of(type).find(holds);
      if (found !== undefined) return found;
      if (this.child.exitCode !== null || this.child.signalCode !== null)
        throw new Error(`watch ended with ${await this.ended} before a record ${type} came: ${this.errorText}`);
      const left = deadline - performance.now();
      if (left <= 0)
        throw new Error(`no such record ${type} within ${patienceMs / 1000} s; the last is ${JSON.stringify(this.records.at(-1))}`);
      await this.more(left);
    }
  }

  of<Type extends WatchRecord["type"]>(type: Type): readonly Extract<WatchRecord, { type: Type }>[] {
    return this.records.filter((record): record is Extract<WatchRecord, { type: Type }> => record.type === type);
  }

  /** Its reader goes away. */
  closePipe(): void {
    this.child.stdout?.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The exit status, or the signal that ended it. */
  end(): Promise<number | string | null> {
    return this.ended;
  }

  private async more(forMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, forMs);
    this.waiting.add(resolve);
    await promise;
    clearTimeout(timer);
    this.waiting.delete(resolve);
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
