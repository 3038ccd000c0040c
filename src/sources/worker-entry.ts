import { extname } from "node:path";

/** The file a worker starts from: TypeScript beside TypeScript, JavaScript beside compiled JavaScript. The compiler rewrites imports, not URLs. */
export function workerEntry(name: string, besideUrl: string): URL {
  return new URL(`./${name}${extname(new URL(besideUrl).pathname)}`, besideUrl);
}
