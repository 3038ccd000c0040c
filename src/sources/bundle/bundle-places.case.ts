import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

export const fixtures = join(import.meta.dirname, "../../../fixtures/bundles");
export const eksName = "eks_i-0123456789abcdef0_2026-01-15_1203-UTC_0.7.8";
export const sgfpName = "sgfp_bundle_prod-eks_web-7d9f_20260115_120344";

/** A directory of this test file's own, which is gone afterwards. */
export function temporaryPlace(): { readonly root: string; put(name: string, content: string | Uint8Array): string } {
  const root = mkdtempSync(join(tmpdir(), "ullage-bundle-"));
  after(() => rmSync(root, { recursive: true }));
  return {
    root,
    put(name, content) {
      const path = join(root, name);
      writeFileSync(path, content);
      return path;
    },
  };
}
