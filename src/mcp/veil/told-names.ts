import { formatAddress, parseAddress } from "../../model/ip-address.ts";
import { RecentlyUsed } from "../../platform/recently-used.ts";

/** What was told in place of what, so that it can be asked with. In memory and bounded. */
export class ToldNames {
  private readonly originals = new RecentlyUsed<string, string>(mostRemembered);

  remember(original: string, replacement: string): void {
    this.originals.set(replacement, original);
  }

  /**
   * The text with what stands behind every replacement that was told, also where it is written for a regular expression, and for the network of an address that was
   * told; what is between them is changed.
   */
  mapped(text: string, change: (untold: string) => string): string {
    const parts: string[] = [];
    let end = 0;
    const untold = (until: number) => (until > end ? parts.push(change(text.slice(end, until))) : 0);
    const whole = this.originals.get(text);
    if (whole !== undefined) return whole;
    for (const { 0: found, index } of text.matchAll(replaced)) {
      const original = this.originals.get(found) ?? this.addressOf(found);
      if (original === undefined) continue;
      untold(index);
      parts.push(original);
      end = index + found.length;
    }
    untold(text.length);
    return parts.join("");
  }

  /** The text without any replacement that was told. */
  without(text: string): string {
    if (this.originals.has(text)) return "";
    return text.replace(replaced, (found) => (this.originals.has(found) || this.addressOf(found) !== undefined ? "" : found));
  }

  private addressOf(found: string): string | undefined {
    const plain = found.replaceAll("\\", "");
    const known = this.originals.get(plain) ?? this.networkOf(plain);
    if (known === undefined) return undefined;
    return plain === found ? known : known.replace(/[.]/g, "\\.");
  }

  /** Two addresses share as many bits as those that stand for them: one that was told shows how its network is called. */
  private networkOf(text: string): string | undefined {
    const [, network = "", length = ""] = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(text) ?? [];
    const words = parseAddress(network);
    if (words === undefined) return undefined;
    const bits = Number(length) + (network.includes(":") ? 0 : 96);
    for (const [replacement, original] of this.originals.entries()) {
      const [shown, own] = [parseAddress(replacement), parseAddress(original)];
      if (shown === undefined || own === undefined || !isSameNetwork(shown, words, bits)) continue;
      return `${formatAddress(...maskedTo(own, bits))}/${length}`;
    }
    return undefined;
  }
}

type Words = NonNullable<ReturnType<typeof parseAddress>>;

/** Some 20 MB. */
const mostRemembered = 100_000;

const replaced =
  /name-[0-9a-f]{10}|(?<![\w.])\d{1,3}(?:\\?[.-]\d{1,3}){3}(?:\/\d{1,2})?(?![\w.])|(?<![\w:])[0-9a-fA-F:]*:[0-9a-fA-F:.]+(?:\/\d{1,3})?(?![\w:])/g;

function maskedTo(words: Words, bits: number): Words {
  const [first, second, third, fourth] = words;
  return [first & maskOf(bits), second & maskOf(bits - 32), third & maskOf(bits - 64), fourth & maskOf(bits - 96)].map(
    (word) => word >>> 0,
  ) as unknown as Words; // four of four
}

function isSameNetwork(one: Words, other: Words, bits: number): boolean {
  const [left, right] = [maskedTo(one, bits), maskedTo(other, bits)];
  return left.every((word, at) => word === right[at]);
}

function maskOf(bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? 0xffff_ffff : (0xffff_ffff << (32 - bits)) >>> 0;
}
