/** `kernel-table-full` as reasons of Events and conditions are written: `KernelTableFull`. */
export function camelCase(id: string): string {
  return id
    .split("-")
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join("");
}
