import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const root = join(import.meta.dirname, "../..");

/** What tmux knows of a terminal beyond its text: everything that a program has to put back. */
export interface TerminalModes {
  readonly isAlternate: boolean;
  readonly hasCursor: boolean;
  readonly wraps: boolean;
}

/** A real pseudo-terminal with a shell in it, on a tmux server of its own. */
export class TmuxTerminal {
  private readonly socket: string;

  private constructor(socket: string) {
    this.socket = socket;
  }

  static open(columns: number, rows: number, command: readonly string[] = ["sh"]): TmuxTerminal {
    const terminal = new TmuxTerminal(`ullage-test-${process.pid}-${++opened}`);
    const environment = { ...process.env, LC_ALL: "C.UTF-8", PS1: "$ ", ENV: "", NO_COLOR: "" };
    // Other servers of the same user, and what they set, are none of this one's business.
    Reflect.deleteProperty(environment, "TMUX");
    execFileSync(
      "tmux",
      [
        ...["-u", "-L", terminal.socket, "-f", "/dev/null", "set-option", "-g", "status", "off", ";"],
        ...["set-option", "-g", "escape-time", "0", ";", "set-option", "-g", "default-size", `${columns}x${rows}`, ";"],
        ...["new-session", "-d", "-x", String(columns), "-y", String(rows), "-c", root, ...command],
      ],
      { env: environment, stdio: ["ignore", "ignore", "pipe"] },
    );
    return terminal;
  }

  /** Keys by tmux's names (`Enter`, `Down`, `C-c`, `Escape`); anything else is typed as it is. */
  press(...keys: readonly string[]): void {
    for (const key of keys) this.tmux("send-keys", key);
  }

  /** A line for the shell. */
  type(line: string): void {
    this.tmux("send-keys", "-l", line);
    this.press("Enter");
  }

  /** The text of the screen without trailing spaces. */
  screen(): string {
    return this.tmux("capture-pane", "-p").replace(/[ \t]+$/gm, "");
  }

  /** With the escape sequences of its colours. */
  colouredScreen(): string {
    return this.tmux("capture-pane", "-p", "-e");
  }

  resize(columns: number, rows: number): void {
    this.tmux("resize-window", "-x", String(columns), "-y", String(rows));
  }

  modes(): TerminalModes {
    const [alternate, cursor, wrap] = this.tmux("display-message", "-p", "#{alternate_on} #{cursor_flag} #{wrap_flag}").trim().split(" ");
    return { isAlternate: alternate === "1", hasCursor: cursor === "1", wraps: wrap === "1" };
  }

  title(): string {
    return this.tmux("display-message", "-p", "#{pane_title}");
  }

  /** The process that the shell of the terminal waits for. */
  foregroundProcess(): number {
    const shell = this.tmux("display-message", "-p", "#{pane_pid}").trim();
    const [child] = readFileSync(`/proc/${shell}/task/${shell}/children`, "utf8").trim().split(" ");
    if (child === undefined || child === "") throw new Error("the shell waits for nobody");
    return Number(child);
  }

  /** Waits for a screen on which `isReached` holds, and fails with the last one otherwise. */
  async until(what: string, isReached: (screen: string) => boolean): Promise<string> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const screen = this.screen();
      if (isReached(screen)) return screen;
      if (performance.now() > deadline) throw new Error(`${what} was not seen in ${patienceMs} ms; the screen is:\n${screen}`);
      await sleep(30);
    }
  }

  async untilShows(text: string): Promise<string> {
    return this.until(JSON.stringify(text), (screen) => screen.includes(text));
  }

  /** The shell waits for a line: what is typed from here on is neither echoed before its prompt nor read by the program that ran. */
  async untilPrompt(): Promise<string> {
    return this.until("the shell's prompt", (screen) => /[$#]$/.test(screen.trimEnd()));
  }

  /** What is on the screen when everything before has been drawn: `expected` as soon as it is there, else what has stood for a second. */
  async settled(expected?: string): Promise<string> {
    let before: string | undefined;
    let sinceMs = 0;
    return this.until("a screen that stays the same", (screen) => {
      if (screen === expected) return true;
      if (screen !== before) sinceMs = performance.now();
      before = screen;
      return performance.now() - sinceMs > standsMs;
    });
  }

  /** Takes the terminal away from whoever runs in it, as a closed window does. */
  close(): void {
    spawnSync("tmux", ["-L", this.socket, "kill-server"], { stdio: "ignore" });
  }

  private tmux(...args: readonly string[]): string {
    return execFileSync("tmux", ["-u", "-L", this.socket, ...args], { encoding: "utf8" });
  }
}

let opened = 0;

/** Long, since a machine that runs tests has other work; only a failure waits for it. */
const patienceMs = 20_000;

const standsMs = 1000;

/** Undefined where there is tmux. */
export function reasonAgainstTmux(): string | undefined {
  return spawnSync("tmux", ["-V"]).error === undefined ? undefined : "tmux is not installed";
}
