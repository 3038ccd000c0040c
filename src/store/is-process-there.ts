import { errnoOf } from "../platform/errno.ts";

/** Signal 0 is sent to nobody; EPERM says that there is somebody whom it may not be sent to. */
export function isProcessThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === "EPERM";
  }
}
