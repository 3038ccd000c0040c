import { chmodSync, lstatSync, unlinkSync } from "node:fs";
import { connect, type Server } from "node:net";
import { dirname } from "node:path";
import { errorText } from "../error-text.ts";
import { makeDirectory } from "../make-directory.ts";
import { HttpStartError } from "./http-start-error.ts";

/** Makes the directory, and takes away the socket of an agent that was killed. Throws HttpStartError where another one lives, or something else is there. */
export async function prepareSocketPath(path: string): Promise<void> {
  // The kernel's sun_path has 108 bytes with the one that ends it; Node would cut a longer path and listen elsewhere.
  if (Buffer.byteLength(path) > 107) throw new HttpStartError("socket-unusable", `${path}: longer than 107 bytes`);
  try {
    makeDirectory(dirname(path));
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return;
    if (!found.isSocket()) throw new HttpStartError("socket-path-taken", `${path} is there and no socket`);
    if (await isAnswered(path)) throw new HttpStartError("socket-in-use", `${path}: another agent answers there`);
    unlinkSync(path);
  } catch (error) {
    if (error instanceof HttpStartError) throw error;
    throw new HttpStartError("socket-unusable", `${path}: ${errorText(error)}`, { cause: error });
  }
}

/** Between bind and chmod somebody else could connect; so the socket is made with the mode it is to have. Node binds within the call. */
export function listenPrivately(server: Server, path: string): void {
  const before = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  server.once("listening", () => chmodSync(path, 0o600));
}

/** A socket that nobody listens on refuses at once (ECONNREFUSED); one whose backlog is full (EAGAIN) is alive. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "ECONNREFUSED" && error.code !== "ENOENT"));
  });
}
