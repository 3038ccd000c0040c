/** What has to happen to a terminal that was taken over when something from outside ends or stops the process. */
export interface TerminalGuard {
  /** Rejects with what nothing else caught. */
  readonly failed: Promise<never>;
  /** As Ctrl-Z does where keys are not taken over: the whole job of the shell stops. */
  stopJob(): void;
  release(): void;
}

/**
 * Gives the terminal back on every way out: end of the process, stop and an error that nothing caught. SIGINT, SIGTERM and SIGHUP reach the command by its signal
 * like those of every other command.
 */
export function guardTerminal(leave: () => void, takeAgain: () => void): TerminalGuard {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => {}); // whoever waits for it gets it too; nobody may be waiting any more
  const stop = () => {
    leave();
    process.kill(process.pid, "SIGSTOP");
  };
  const listeners = [
    ["exit", leave],
    ["SIGTSTP", stop],
    ["SIGCONT", takeAgain],
    ["uncaughtException", reject],
  ] as const;
  const release = () => {
    for (const [name, listener] of listeners) process.off(name, listener);
  };
  for (const [name, listener] of listeners) process.on(name, listener);
  return { failed, stopJob: () => void process.kill(0, "SIGTSTP"), release };
}
