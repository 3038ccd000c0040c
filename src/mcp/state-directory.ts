import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { errorText } from "../platform/error-text.ts";
import { makeDirectory } from "../platform/make-directory.ts";

export type StateDirectory = { readonly path: string } | { readonly path: undefined; readonly because: string };

/**
 * Where bundles are collected into, runs remembered, and what was found in bundles kept: the one that was named, that systemd gives (`StateDirectory=`), or the user's
 * own by the XDG Base Directory Specification. Where it cannot be written to, all is kept in memory and nothing can be collected.
 */
export function openStateDirectory(named: string | undefined, environment: Readonly<Record<string, string | undefined>>): StateDirectory {
  const path = named ?? usualPath(environment);
  if (path === undefined) return { path, because: "there is no $HOME, and no directory for the state was named" };
  try {
    makeDirectory(path);
    accessSync(path, constants.W_OK | constants.X_OK);
    return { path };
  } catch (error) {
    return { path: undefined, because: `${path}: ${errorText(error)}` };
  }
}

function usualPath({ STATE_DIRECTORY, XDG_STATE_HOME, HOME }: Readonly<Record<string, string | undefined>>): string | undefined {
  // systemd lists several with colons between them.
  const [given] = (STATE_DIRECTORY ?? "").split(":");
  if (given !== undefined && isAbsolute(given)) return given;
  if (XDG_STATE_HOME !== undefined && isAbsolute(XDG_STATE_HOME)) return join(XDG_STATE_HOME, "ullage");
  const home = HOME !== undefined && isAbsolute(HOME) ? HOME : homeOfUser();
  return home === undefined ? undefined : join(home, ".local/state/ullage");
}

function homeOfUser(): string | undefined {
  try {
    return homedir();
  } catch {
    // A user without an entry in the password file.
    return undefined;
  }
}
