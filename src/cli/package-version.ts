import { readFileSync } from "node:fs";

/** The same two levels up from `src/cli`, from `dist/cli` and from `dist/packed`. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "unknown";
}
