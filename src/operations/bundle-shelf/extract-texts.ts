import type { KeptFile } from "../../contract/kept-index.ts";
import { Breather } from "../../platform/breather.ts";
import { InputError } from "../../platform/input-error.ts";
import { defaultBundleLimits } from "../../sources/bundle/bundle-limits.ts";
import { openContainer } from "../../sources/bundle/open-container.ts";
import type { TextStore } from "../../store/text-store.ts";

export interface ExtractTextsOptions {
  readonly path: string;
  readonly textKey: string;
  readonly texts: TextStore;
  /** What an earlier walk found: so that the texts lie where it says. Undefined lays them out anew. */
  readonly files: readonly KeptFile[];
  readonly signal: AbortSignal;
}

/** Unpacks the texts of a bundle once more, without reading anything in them. Throws what the file system throws; gives where they lie. */
export async function extractTexts({ path, textKey, texts, files, signal }: ExtractTextsOptions): Promise<string> {
  const container = await openContainer(path, defaultBundleLimits);
  const wanted = new Map(files.map((file) => [file.path, file]));
  const writer = await texts.begin(textKey);
  const breather = new Breather();
  try {
    for await (const member of container.members()) {
      const start = writer.bytes;
      const file = wanted.get(member.path);
      for await (const chunk of member.chunks()) {
        signal.throwIfAborted();
        await writer.push(chunk);
        await breather.rest();
        if (writer.failure !== undefined) throw writer.failure;
      }
      if (file?.start !== start || file.bytes !== writer.bytes - start)
        throw new InputError("bundle-damaged", path, `${member.path} is not what it was when the bundle was indexed`);
    }
    return await writer.commit();
  } finally {
    await writer.discard();
  }
}
