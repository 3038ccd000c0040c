import { connect, createServer } from "node:net";

/**
 * One laboratory at a time: nf_conntrack_max is one number for the machine. The lock is a listening socket with an abstract name, because the kernel
 * frees it when its process dies, however it dies, and because such names belong to the same network namespace as the right to write that number.
 */
const lockName = "\0ullage-kernel-laboratory";
const patienceMs = 180_000;

/** Resolves with the function that releases the lock. */
export async function acquireMachineLock(): Promise<() => void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const release = await tryListen();
    if (release !== undefined) return release;
    const left = deadline - performance.now();
    if (left <= 0) throw new Error(`another process holds the kernel laboratory for more than ${patienceMs / 1000} s (see: ss -xlp)`);
    await holderGone(left);
  }
}

function tryListen(): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen({ path: lockName }, () => {
      const connections = new Set<{ destroy(): void }>();
      server.on("connection", (connection) => {
        connections.add(connection);
        connection.on("error", () => connections.delete(connection));
      });
      server.unref();
      resolve(() => {
        server.close();
        for (const connection of connections) connection.destroy();
      });
    });
  });
}

/** A connection to the holder ends when the holder releases or dies. */
function holderGone(timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const connection = connect({ path: lockName });
    const timer = setTimeout(() => connection.destroy(), timeoutMs);
    connection.on("error", () => {});
    connection.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
    connection.resume();
  });
}
