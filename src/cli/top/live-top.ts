import type { ReadStream, WriteStream } from "node:tty";
import type { Clock } from "../../platform/clock.ts";
import { topScreen } from "../../report/top/top-screen.ts";
import { beginTop, type TopSettings, type TopState } from "../../report/top/top-state.ts";
import { guardTerminal } from "./terminal-guard.ts";
import { TerminalScreen } from "./terminal-screen.ts";
import { TopSession } from "./top-session.ts";
import type { TopSource } from "./top-source.ts";

export interface LiveTopOptions {
  readonly source: TopSource;
  readonly settings: Omit<TopSettings, "size">;
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly usesColour: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The live screen, from its first frame until it was ended; the terminal is given back before this returns or throws. */
export async function liveTop({ source, settings, input, output, usesColour, clock, signal }: LiveTopOptions): Promise<TopState["ended"]> {
  let isDrawn = true;
  const draw = () => {
    isDrawn = true;
    screen.draw(topScreen(session.state));
  };
  /** Keys that arrive together make one frame. */
  const drawSoon = () => {
    if (isDrawn) setImmediate(draw);
    isDrawn = false;
  };
  const screen = new TerminalScreen(input, output, usesColour, {
    onKey: (key) => {
      if (key === "ctrl-z") guard.stopJob();
      else session.dispatch({ kind: "key", key });
    },
    onSize: (size) => {
      session.dispatch({ kind: "size", size });
      drawSoon();
    },
    onEnd: () => session.dispatch({ kind: "key", key: "ctrl-c" }),
  });
  const session = new TopSession(source, beginTop({ ...settings, size: screen.size() }), clock, (state, before) => {
    if (state.redraws !== before.redraws) screen.forget();
    drawSoon();
  });
  const guard = guardTerminal(
    () => screen.leave(),
    () => {
      // What stopped this may have left no time to leave, and a shell sets the terminal to its own liking.
      screen.leave();
      screen.take();
      // A terminal that changed its size meanwhile told those in the foreground of it; with the signal Node looks again.
      process.kill(process.pid, "SIGWINCH");
      drawSoon();
    },
  );
  const ending = new AbortController();
  const leave = () => screen.leave();
  signal.addEventListener("abort", leave, { once: true });
  try {
    screen.take();
    draw();
    await Promise.race([session.run(AbortSignal.any([signal, ending.signal])), guard.failed]);
    return session.state.ended;
  } finally {
    ending.abort();
    guard.release();
    signal.removeEventListener("abort", leave);
    screen.leave();
  }
}
