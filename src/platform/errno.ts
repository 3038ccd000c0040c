export function isErrno(error: unknown, code: string): boolean {
  return errnoOf(error) === code;
}

/** The `code` of an error of the system or of an edge of ours; undefined for what has none, which is a bug and not an expected failure. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
