const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** RFC 4648, section 5, without padding; of text that is ASCII. */
export function base64UrlOf(ascii: string): string {
  let text = "";
  for (let at = 0; at < ascii.length; at += 3) {
    const bits = (ascii.charCodeAt(at) << 16) | ((ascii.charCodeAt(at + 1) || 0) << 8) | (ascii.charCodeAt(at + 2) || 0);
    const wanted = Math.min(4, ascii.length - at + 1);
    for (let digit = 0; digit < wanted; digit++) text += digits.charAt((bits >> (18 - 6 * digit)) & 63);
  }
  return text;
}

/** Undefined for what `base64UrlOf` gives for no ASCII text: other characters, a length that cannot be, bits behind the end. */
export function textOfBase64Url(text: string): string | undefined {
  let ascii = "";
  for (let at = 0; at < text.length; at += 4) {
    const values = [...text.slice(at, at + 4)].map((character) => digits.indexOf(character));
    if (values.includes(-1) || values.length === 1) return undefined;
    const [first = 0, second = 0, third = 0, fourth = 0] = values;
    const bits = (first << 18) | (second << 12) | (third << 6) | fourth;
    for (let byte = 0; byte < values.length - 1; byte++) {
      const code = (bits >> (16 - 8 * byte)) & 255;
      if (code > 127) return undefined;
      ascii += String.fromCharCode(code);
    }
  }
  return base64UrlOf(ascii) === text ? ascii : undefined;
}
