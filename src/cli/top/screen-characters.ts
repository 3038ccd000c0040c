import type { ScreenCharacters } from "../../report/top/screen-text.ts";

/**
 * By the locale, as setlocale(3) finds it. Without any, UTF-8: in containers none is set, and the terminals that look into them all have it. The Linux
 * console has a font of 512 characters, and blocks of eighths are not among them.
 */
export function screenCharacters(environment: Readonly<Record<string, string | undefined>>): ScreenCharacters {
  const terminal = environment["TERM"] ?? "";
  if (terminal === "dumb" || terminal === "linux") return "ascii";
  const locale = ["LC_ALL", "LC_CTYPE", "LANG"].map((name) => environment[name] ?? "").find((value) => value !== "");
  return locale === undefined || /utf-?8/i.test(locale) ? "unicode" : "ascii";
}
