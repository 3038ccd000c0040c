import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The programs of `programs/`: each takes its options as one JSON argument, answers in JSON lines, and ends when its input does. */
export type ProgramName =
  | "tcp-server"
  | "tcp-clients"
  | "udp-echo"
  | "udp-clients"
  | "udp-burst"
  | "udp-race"
  | "raw-packets"
  | "insert-flows"
  | "read-node"
  | "dump-table"
  | "listen-events"
  | "measure-births"
  | "short-connections"
  | "fixed-port-connections"
  | "sample-table"
  | "hold-exemption"
  | "scripted-cluster"
  | "webhook-receiver";

/** One process of `programs/`, living inside a namespace until it is stopped or the laboratory dies. */
export class RunningProgram {
  readonly pid: number;
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private readonly ended: Promise<void>;
  private errorText = "";

  constructor(namespace: string, program: ProgramName, options: object) {
    const path = fileURLToPath(new URL(`programs/${program}.ts`, import.meta.url));
    // `ip netns exec` becomes the program it starts, so its pid is the program's.
    const child = spawn("ip", ["netns", "exec", namespace, process.execPath, path, JSON.stringify(options)], { stdio: "pipe" });
    if (child.pid === undefined) throw new Error(`${program} could not be started`);
    this.pid = child.pid;
    this.child = child;
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    this.ended = new Promise((resolve) => child.once("close", () => resolve()));
    child.stderr.on("data", (chunk) => {
      this.errorText += chunk;
    });
    child.stdin.on("error", () => {});
  }

  /** The program's next answer. */
  async next<T>(): Promise<T> {
    const line = await this.lines.next();
    if (line.done === true) {
      await this.ended;
      throw new Error(`the program ended with status ${this.child.exitCode ?? this.child.signalCode}: ${this.errorText}`);
    }
    return JSON.parse(line.value) as T;
  }

  /** Sends one word to a program that takes them. */
  tell(word: string): void {
    this.child.stdin?.write(`${word}\n`);
  }

  async stop(): Promise<void> {
    this.child.stdin?.end();
    const timer = setTimeout(() => this.kill(), 2000);
    await this.ended;
    clearTimeout(timer);
  }

  kill(): void {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill("SIGKILL");
  }
}
