import type { Clock } from "./clock.ts";

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** What a program that runs for months says of itself: a line an event, on stderr, never what it measures. */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export type LogForm = "text" | "json";

export interface LoggerOptions {
  readonly clock: Clock;
  readonly form: LogForm;
  readonly write: (line: string) => void;
}

/**
 * Messages are fixed words and what varies is a field, so that the same trouble has the same message: it is said once in `repeatAfterMs`, and then with how often
 * it came meanwhile. A full disk or a dead API server must not fill the log.
 */
export function createLogger({ clock, form, write }: LoggerOptions): Logger {
  const said = new Map<string, { atMs: number; unsaid: number }>();
  const say = (level: string, message: string, fields: LogFields = {}) => {
    const nowMs = clock.monotonicMs();
    const key = `${level} ${message}`;
    const before = said.get(key);
    if (before !== undefined && nowMs - before.atMs < repeatAfterMs) {
      before.unsaid++;
      return;
    }
    if (said.size >= maximumMessages) said.clear();
    said.set(key, { atMs: nowMs, unsaid: 0 });
    const repeated = before === undefined || before.unsaid === 0 ? {} : { repeated: before.unsaid };
    write(`${lineOf(form, new Date(clock.nowMs()).toISOString(), level, message, { ...fields, ...repeated })}\n`);
  };
  return {
    info: (message, fields) => say("info", message, fields),
    warn: (message, fields) => say("warn", message, fields),
    error: (message, fields) => say("error", message, fields),
  };
}

function lineOf(form: LogForm, time: string, level: string, message: string, fields: LogFields): string {
  if (form === "json") return escaped(JSON.stringify({ time, level, message, ...fields }));
  const pairs = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${quoted(value)}`]));
  return escaped([time, level, message, ...pairs].join(" "));
}

/** JSON's own escapes leave the second set of control characters, one of which begins terminal sequences, and the marks that reorder or hide text. */
function escaped(line: string): string {
  if (/^[\x20-\x7e]*$/.test(line)) return line;
  return line.replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
}

/** Text of the node or the network stands in quotes, on one line, whatever is in it. */
function quoted(value: string | number | boolean): string {
  return typeof value === "string" && !/^[\w./:@-]+$/.test(value) ? JSON.stringify(value) : String(value);
}

const repeatAfterMs = 60_000;
const maximumMessages = 200;
