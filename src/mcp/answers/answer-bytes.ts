/** As it is sent. */
export function bytesOfJson(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "");
}
