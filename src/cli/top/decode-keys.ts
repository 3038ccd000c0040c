import type { KeyName } from "../../report/top/top-keys.ts";

/**
 * What a terminal sends, as keys. `rest` is the beginning of a sequence whose end has yet to come; an escape alone is either that or the key itself, which
 * only time tells. Sequences that mean no key here (mouse, focus, answers of the terminal) are passed over whole, so that none is taken for typed text.
 */
export function decodeKeys(text: string): { readonly keys: readonly KeyName[]; readonly rest: string } {
  const keys: KeyName[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] !== "\x1b") {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      const key = controlKeys.get(character) ?? (isTyped(character) ? character : undefined);
      if (key !== undefined) keys.push(key);
      at += character.length;
      continue;
    }
    const remainder = text.slice(at + 1);
    const sequence = /^(?:\[\[?[0-9:;<=>?]*[ -/]*[@-~]|O[ -~])/.exec(remainder)?.[0];
    if (sequence === undefined) {
      // `ESC [` and parameters so far; anything else after an escape is a key of its own.
      if (/^(?:\[\[?[0-9:;<=>?]*[ -/]*|O)?$/.test(remainder)) return { keys, rest: text.slice(at) };
      keys.push("escape");
      at += 1;
      continue;
    }
    const key = sequenceKeys.get(sequence);
    if (key !== undefined) keys.push(key);
    at += 1 + sequence.length;
  }
  return { keys, rest: "" };
}

function isTyped(character: string): boolean {
  return !/^[\p{Cc}\p{Cf}\p{Cs}]$/u.test(character);
}

const controlKeys: ReadonlyMap<string, KeyName> = new Map([
  ["\r", "enter"],
  ["\n", "enter"],
  ["\t", "tab"],
  ["\x7f", "backspace"],
  ["\b", "backspace"],
  ["\x02", "ctrl-b"],
  ["\x03", "ctrl-c"],
  ["\x06", "ctrl-f"],
  ["\x0c", "ctrl-l"],
  ["\x15", "ctrl-u"],
  ["\x1a", "ctrl-z"],
]);

/** Without the escape in front; as xterm, the Linux console, screen, tmux and rxvt send them, in both cursor modes. */
const sequenceKeys: ReadonlyMap<string, KeyName> = new Map([
  ...(["[", "O"] as const).flatMap((form): [string, KeyName][] => [
    [`${form}A`, "up"],
    [`${form}B`, "down"],
    [`${form}C`, "right"],
    [`${form}D`, "left"],
    [`${form}H`, "home"],
    [`${form}F`, "end"],
  ]),
  ["[1~", "home"],
  ["[7~", "home"],
  ["[4~", "end"],
  ["[8~", "end"],
  ["[5~", "pageup"],
  ["[6~", "pagedown"],
  ["[Z", "shift-tab"],
  ["OM", "enter"],
]);
