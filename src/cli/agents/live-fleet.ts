import { setTimeout as sleep } from "node:timers/promises";
import type { ReadStream, WriteStream } from "node:tty";
import { fleetScreen } from "../../report/fleet/fleet-screen.ts";
import type { FleetTop } from "../../report/fleet/fleet-top.ts";
import type { Terminal } from "../command.ts";
import { screenCharacters } from "../top/screen-characters.ts";
import { guardTerminal } from "../top/terminal-guard.ts";
import { TerminalScreen } from "../top/terminal-screen.ts";
import type { FleetLooks } from "./fleet-looks.ts";

export interface LiveFleetOptions {
  readonly asked: number;
  readonly intervalMs: number;
  readonly terminal: Terminal;
  readonly input: ReadStream;
  readonly output: WriteStream;
}

/** The live screen of several nodes, until q or Ctrl-C; the terminal is given back before this returns or throws. */
export async function liveFleet(
  looks: FleetLooks,
  { asked, intervalMs, terminal, input, output }: LiveFleetOptions,
): Promise<"ok" | "interrupted"> {
  const characters = screenCharacters(process.env);
  const ending = new AbortController();
  const signal = AbortSignal.any([terminal.signal, ending.signal]);
  let fleet: FleetTop | undefined;
  let waitsFor = 0;
  let ended: "ok" | "interrupted" = "ok";
  const end = (how: typeof ended) => {
    ended = how;
    ending.abort();
  };
  const draw = () => {
    const status = waitsFor === 0 ? "q ends" : `waiting for ${waitsFor} of ${asked} · q ends`;
    const size = screen.size();
    screen.draw(fleet === undefined ? [[{ text: status, style: "quiet" }]] : fleetScreen(fleet, size, characters, status));
  };
  const screen = new TerminalScreen(input, output, terminal.usesColour, {
    onKey: (key) => {
      if (key === "q") end("ok");
      else if (key === "ctrl-c") end("interrupted");
      else if (key === "ctrl-z") guard.stopJob();
    },
    onSize: draw,
    onEnd: () => end("interrupted"),
  });
  const leave = () => screen.leave();
  const guard = guardTerminal(leave, () => {
    screen.leave();
    screen.take();
    process.kill(process.pid, "SIGWINCH");
    draw();
  });
  const run = async () => {
    while (!signal.aborted) {
      waitsFor = asked;
      draw();
      fleet = await looks.next(signal, (done) => {
        waitsFor = asked - done;
        if (fleet === undefined) draw();
      });
      waitsFor = 0;
      draw();
      await sleep(intervalMs, undefined, { signal });
    }
  };
  terminal.signal.addEventListener("abort", leave, { once: true });
  try {
    screen.take();
    await Promise.race([run(), guard.failed]);
    return ended;
  } catch (error) {
    if (!signal.aborted) throw error;
    return ended;
  } finally {
    ending.abort();
    guard.release();
    terminal.signal.removeEventListener("abort", leave);
    leave();
  }
}
