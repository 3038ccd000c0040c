import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface ServerProcessOptions {
  readonly program: string;
  /** Written into the server's own directory, by their names there. JSON is YAML. */
  readonly files: Readonly<Record<string, string>>;
  /** Given the directory, which is the working directory as well. They must have the server listen on port 0: it says in its log which one it got. */
  readonly args: (directory: string) => readonly string[];
  readonly readyPath: string;
  /** A network namespace by its name; the server and every question to it are inside. */
  readonly namespace?: string | undefined;
}

/** One of the real servers, listening on a loopback port of its own, with its files in a directory that goes with it. */
export class ServerProcess {
  readonly pid: number;
  readonly directory: string;
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private readonly namespace: string | undefined;
  private readonly program: string;
  private readonly killAtExit = () => this.child.kill("SIGKILL");
  private log = "";
  private address = "";

  private constructor({ program, files, args, namespace }: ServerProcessOptions) {
    this.program = program;
    this.namespace = namespace;
    this.directory = mkdtempSync(join(tmpdir(), `ullage-${program}-`));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.directory, name), text);
    const [command = "", ...words] = inNamespace(namespace, [program, ...args(this.directory)]);
    this.child = spawn(command, words, { stdio: ["ignore", "pipe", "pipe"], cwd: this.directory });
    if (this.child.pid === undefined) throw new Error(`${program} could not be started`);
    this.pid = this.child.pid;
    this.ended = new Promise((resolve) => this.child.once("close", () => resolve()));
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on("data", (chunk) => this.takeLog(String(chunk)));
    process.once("exit", this.killAtExit);
    // Whoever ends a test early does so with SIGTERM, on which no `exit` follows by itself.
    process.once("SIGTERM", endAtOnce);
  }

  static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const server = new ServerProcess(options);
    try {
      await server.becomeReady(options.readyPath);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** `http://127.0.0.1:PORT`, inside its namespace where it has one. */
  get url(): string {
    return `http://${this.address}`;
  }

  /** What it has written until this moment. */
  get logText(): string {
    return this.log;
  }

  async get<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> {
    const { status, body } = await this.ask("GET", `${path}?${new URLSearchParams(query)}`);
    if (status !== 200) throw new Error(`${this.program} answers ${status} to ${path}: ${body}`);
    return JSON.parse(body) as T;
  }

  async ask(method: "GET" | "POST", pathAndQuery: string, body?: string): Promise<{ readonly status: number; readonly body: string }> {
    const url = `${this.url}${pathAndQuery}`;
    const init = { method, ...(body === undefined ? {} : { body, headers: { "content-type": "application/json" } }) };
    if (this.namespace === undefined) {
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
      return { status: response.status, body: await response.text() };
    }
    return askInside(this.namespace, url, init);
  }

  /** Reads its configuration and the files that it names anew. */
  reload(): void {
    this.child.kill("SIGHUP");
  }

  async stop(): Promise<void> {
    process.off("exit", this.killAtExit);
    process.off("SIGTERM", endAtOnce);
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill("SIGTERM");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 5000);
    await this.ended;
    clearTimeout(timer);
    rmSync(this.directory, { recursive: true, force: true });
  }

  private takeLog(text: string): void {
    this.log += text;
    if (this.address === "") this.address = /Listening on.*?address="?(127\.0\.0\.1:[1-9]\d*)/.exec(this.log)?.[1] ?? "";
  }

  private async becomeReady(path: string): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline) {
      if (this.child.exitCode !== null) throw new Error(`${this.program} ended with status ${this.child.exitCode}: ${this.log}`);
      if (this.address !== "" && (await this.answers(path))) return;
      await sleep(50);
    }
    throw new Error(`${this.program} was not ready within 30 s: ${this.log}`);
  }

  private async answers(path: string): Promise<boolean> {
    try {
      return (await this.ask("GET", path)).status === 200;
    } catch {
      return false;
    }
  }
}

function endAtOnce(): void {
  process.exit(143);
}

/** Asks until the answer is as wanted; what it was last is in the error. */
export async function waitFor<T>(
  what: string,
  ask: () => T | Promise<T>,
  isWanted: (answer: T) => boolean,
  timeoutSeconds = 30,
): Promise<T> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutSeconds} s for ${what}; the last answer was ${JSON.stringify(answer)}`);
    await sleep(100);
  }
}

/** Why the tests of these programs cannot run here, or undefined where they can. */
export function reasonToSkip(...programs: readonly (keyof typeof packageOf)[]): string | undefined {
  const missing = programs.find((program) => spawnSync(program, ["--version"]).error !== undefined);
  return missing === undefined ? undefined : `needs the tool ${missing} (package ${packageOf[missing]})`;
}

const packageOf = {
  prometheus: "prometheus",
  promtool: "prometheus",
  "prometheus-alertmanager": "prometheus-alertmanager",
  amtool: "prometheus-alertmanager",
  "prometheus-node-exporter": "prometheus-node-exporter",
} as const;

/** `ip netns exec` becomes the program that it starts, so its pid is the program's. */
function inNamespace(namespace: string | undefined, command: readonly string[]): readonly string[] {
  return namespace === undefined ? command : ["ip", "netns", "exec", namespace, ...command];
}

async function askInside(namespace: string, url: string, init: object): Promise<{ readonly status: number; readonly body: string }> {
  const program = `const [url, init] = process.argv.slice(1);
    const response = await fetch(url, { ...JSON.parse(init), signal: AbortSignal.timeout(10_000) });
    console.log(JSON.stringify({ status: response.status, body: await response.text() }));`;
  const [command = "", ...words] = inNamespace(namespace, [
    process.execPath,
    "--input-type=module",
    "--eval",
    program,
    url,
    JSON.stringify(init),
  ]);
  const child = spawn(command, words, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  if (status !== 0) throw new Error(`asking ${url} in ${namespace} ended with status ${status}: ${errors}`);
  return JSON.parse(output);
}
