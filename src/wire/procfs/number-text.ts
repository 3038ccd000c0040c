/** Undefined unless the whole word is a decimal number. Saturates at 2^53 - 1, where the kernel's 64-bit counters leave what a number can hold. */
export function decimalNumber(word: string): number | undefined {
  return /^-?\d{1,20}$/.test(word) ? saturate(Number(word)) : undefined;
}

/** Undefined unless the whole word is a hexadecimal number of 32 bits, as `%08x` prints it. */
export function hexNumber32(word: string): number | undefined {
  return /^[0-9a-f]{1,8}$/i.test(word) ? Number.parseInt(word, 16) : undefined;
}

/** Undefined unless the whole word is a hexadecimal number of 64 bits; saturates like `decimalNumber`. */
export function hexNumber64(word: string): number | undefined {
  return /^[0-9a-f]{1,16}$/i.test(word) ? saturate(Number.parseInt(word, 16)) : undefined;
}

export function wordsOf(line: string): string[] {
  return line.trim().split(/\s+/).filter(Boolean);
}

function saturate(value: number): number {
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value));
}
