import { actingCharacters } from "../../model/acting-characters.ts";

/**
 * The path of a member as it is shown, or undefined where it points out of the bundle. Nothing is written to disk, so no file could be overwritten; but a member
 * that pretends to be /etc/passwd is not to be cited as evidence either. Archives made on Windows have `\` between folders.
 */
export function safeMemberPath(name: string): string | undefined {
  const unified = name.replaceAll("\\", "/");
  if (unified.startsWith("/") || /^[a-z]:/i.test(unified) || unified.includes("\0")) return undefined;
  const segments = unified.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.length === 0 || segments.includes("..")) return undefined;
  return shownPath(segments.join("/"));
}

/** Names of files come from outside: what would act on a terminal is shown as a question mark, and the length is bounded. */
export function shownPath(path: string): string {
  const shown = path.replace(actingCharacters, "?");
  return shown.length <= longestPath ? shown : `${shown.slice(0, longestPath / 2)}…${shown.slice(-longestPath / 2)}`;
}

const longestPath = 1024;
