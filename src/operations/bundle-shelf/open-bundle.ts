import { existsSync } from "node:fs";
import type { BundleIdentity } from "../../contract/bundle-identities.ts";
import type { KeptFile, KeptIndex } from "../../contract/kept-index.ts";
import { type FindingsIndex, findingsIndexVersion } from "../../findings/findings-index.ts";
import type { Diagnosis } from "../../model/verdict.ts";
import { errorText } from "../../platform/error-text.ts";
import type { Logger } from "../../platform/logger.ts";
import { RecentlyUsed } from "../../platform/recently-used.ts";
import { SharedWorks, type WorkCall } from "../../platform/shared-works.ts";
import { diagnoseResult } from "../../report/diagnose-result.ts";
import { type Bundle, readBundle } from "../../sources/bundle/read-bundle.ts";
import type { IndexStore } from "../../store/index-store.ts";
import type { TemporaryTexts } from "../../store/temporary-texts.ts";
import type { TextStore } from "../../store/text-store.ts";
import { diagnosisOfAnswer } from "../agents/diagnosis-of-answer.ts";
import type { OpenBundle, ShelvedBundle, ShelvedFile } from "./bundle-shelf.ts";
import { extractTexts } from "./extract-texts.ts";
import { type FilePlaces, placesInArchive, placesInFolder, placesInTexts } from "./file-places.ts";
import { indexBundle } from "./index-bundle.ts";
import { logTypesOfPath } from "./log-types-of-path.ts";
import { PlacedText } from "./placed-text.ts";

export interface BundleOpenerOptions {
  readonly indexes: IndexStore | undefined;
  readonly texts: TextStore | undefined;
  readonly temporaryTexts: TemporaryTexts;
  readonly program: string;
  readonly logger: Logger;
}

/** What was found out about a bundle, whether it was read for that or kept from before. */
interface FoundOut {
  readonly findings: FindingsIndex;
  readonly diagnosis: Diagnosis;
  readonly layout: Bundle["layout"];
  readonly presentParts: readonly string[];
  readonly files: readonly KeptFile[];
  readonly textBytes?: number;
}

/** Opens bundles one by one: from what was kept of them, or by reading them. */
export class BundleOpener {
  readonly #options: BundleOpenerOptions;
  /** Readings are large, and few tools need more than what was found out from them. */
  readonly #readings = new RecentlyUsed<string, Bundle>(mostReadings);
  readonly #rereading = new SharedWorks<Bundle>();
  /** Where the texts of an open bundle lie, where that is in a file that may be removed to make room. */
  readonly #textPaths = new WeakMap<OpenBundle, string>();

  constructor(options: BundleOpenerOptions) {
    this.#options = options;
  }

  async open(bundle: ShelvedBundle, fingerprint: string, identity: BundleIdentity, call: Required<WorkCall>): Promise<OpenBundle> {
    const { indexes, program } = this.#options;
    const key = { path: bundle.path, fingerprint, findingsVersion: findingsIndexVersion, program };
    const textKey = `${bundle.path}\0${fingerprint}`;
    const kept = indexes?.read(key);
    if (kept !== undefined) {
      const found = foundOutOf(kept);
      const text = found.textBytes === undefined ? {} : await this.#placeTexts({ path: bundle.path, textKey, found, call });
      return this.#opened(bundle, textKey, found, text);
    }
    const indexed = await indexBundle({ path: bundle.path, textKey, identity, texts: this.#textStores(), call });
    const found: FoundOut = {
      findings: indexed.findings,
      diagnosis: indexed.diagnosis,
      layout: indexed.bundle.layout,
      presentParts: presentParts(indexed.bundle),
      files: indexed.files,
      ...(indexed.text === undefined ? {} : { textBytes: indexed.text.bytes }),
    };
    this.#readings.set(textKey, indexed.bundle);
    const text = await this.#textsOf(indexed.text, { path: bundle.path, textKey, found, call });
    await indexes?.write(keptOf(key, found));
    return this.#opened(bundle, textKey, found, text);
  }

  /** Its texts may have been removed to make room for others'. */
  isWhole(bundle: OpenBundle): boolean {
    const textPath = this.#textPaths.get(bundle);
    return textPath === undefined || existsSync(textPath);
  }

  async close(reason: unknown): Promise<void> {
    await this.#rereading.close(reason);
    this.#readings.clear();
  }

  #textStores(): readonly (() => TextStore)[] {
    const { texts, temporaryTexts } = this.#options;
    return [...(texts === undefined ? [] : [() => texts]), () => temporaryTexts.open()];
  }

  async #textsOf(text: Awaited<ReturnType<typeof indexBundle>>["text"], placing: Placing): Promise<PlacedTexts> {
    if (text === undefined) return {};
    if ("path" in text) return { textPath: text.path };
    this.#options.logger.warn("the texts of a bundle could not be kept", { bundle: placing.path, because: errorText(text.failure) });
    return this.#placeTexts(placing, this.#textStores().slice(-1));
  }

  /** Where they lie from before; else they are unpacked: into their place, or one for as long as the program runs, or into their place when it has been emptied. */
  async #placeTexts({ path, textKey, found, call }: Placing, stores = this.#textStores()): Promise<PlacedTexts> {
    const { texts } = this.#options;
    const { files, textBytes = 0 } = found;
    const lying = texts?.find(textKey, textBytes);
    if (lying !== undefined) return { textPath: lying };
    let failure: unknown;
    for (const openStore of [...stores, ...(texts === undefined ? [] : [() => emptied(texts)])]) {
      try {
        const store = openStore();
        const there = store === texts ? undefined : store.find(textKey, textBytes);
        return { textPath: there ?? (await extractTexts({ path, textKey, texts: store, files, signal: call.signal })) };
      } catch (error) {
        call.signal.throwIfAborted();
        failure = error;
      }
    }
    return { failure };
  }

  #opened(bundle: ShelvedBundle, textKey: string, found: FoundOut, { textPath, failure }: PlacedTexts): OpenBundle {
    const opened: OpenBundle = {
      bundle,
      files: found.files.map(shelvedFile),
      ...{ findings: found.findings, diagnosis: found.diagnosis, presentParts: found.presentParts, layout: found.layout },
      saved: (signal) => this.#saved(bundle.path, textKey, signal),
      text: new PlacedText(found.files, this.#placesOf(bundle.path, textKey, found, textPath), remarksOn(found, textPath, failure)),
    };
    if (textPath !== undefined) this.#textPaths.set(opened, textPath);
    return opened;
  }

  #placesOf(path: string, textKey: string, found: FoundOut, textPath: string | undefined): FilePlaces {
    if (found.textBytes === undefined) return placesInFolder(path);
    if (textPath === undefined) return placesInArchive(path);
    const call = { signal: new AbortController().signal, onProgress: () => {} };
    return placesInTexts(textPath, async () => {
      const again = await this.#placeTexts({ path, textKey, found, call });
      if (again.textPath === undefined) throw again.failure;
      return again.textPath;
    });
  }

  async #saved(path: string, textKey: string, signal: AbortSignal): Promise<Bundle> {
    const known = this.#readings.get(textKey);
    if (known !== undefined) return known;
    const bundle = await this.#rereading.run(textKey, { signal }, (call) => readBundle(path, { signal: call.signal }));
    this.#readings.set(textKey, bundle);
    return bundle;
  }
}

interface Placing {
  readonly path: string;
  readonly textKey: string;
  readonly found: FoundOut;
  readonly call: Required<WorkCall>;
}

interface PlacedTexts {
  readonly textPath?: string;
  readonly failure?: unknown;
}

const mostReadings = 4;

function emptied(texts: TextStore): TextStore {
  if (texts.clear() === 0) throw new Error("there is no room for texts, and nothing to make room by");
  return texts;
}

function shelvedFile({ path, bytes, kind, isBinary }: KeptFile): ShelvedFile {
  // The kind was written by us, and is one of those that files are recognised as.
  return { path, bytes, kind: kind as ShelvedFile["kind"], isBinary, logTypes: logTypesOfPath(path) };
}

function remarksOn({ textBytes }: FoundOut, textPath: string | undefined, failure: unknown): readonly string[] {
  if (textBytes === undefined || textPath !== undefined) return [];
  return [
    `the bundle is packed and its texts could not be written anywhere (${errorText(failure)}): files are read from the archive each time, and cannot be searched`,
  ];
}

function presentParts({ observation }: Bundle): readonly string[] {
  return Object.entries(observation.now.parts).flatMap(([name, reading]) => (reading?.status === "present" ? [name] : []));
}

function keptOf(key: Pick<KeptIndex, "path" | "fingerprint" | "findingsVersion" | "program">, found: FoundOut): KeptIndex {
  const { findings, diagnosis, layout, presentParts: parts, files, textBytes } = found;
  const { victimsWindowSeconds } = diagnosis;
  // The same shapes, of which one side says that nobody writes to them.
  return {
    schemaVersion: 1,
    ...key,
    findings,
    diagnosis: diagnoseResult(diagnosis),
    ...(victimsWindowSeconds === undefined ? {} : { victimsWindowSeconds }),
    ...{ layout, presentParts: parts, files },
    ...(textBytes === undefined ? {} : { textBytes }),
  } as KeptIndex;
}

function foundOutOf({ findings, diagnosis, victimsWindowSeconds, layout, presentParts: parts, files, textBytes }: KeptIndex): FoundOut {
  return {
    findings,
    diagnosis: { ...diagnosisOfAnswer(diagnosis), ...(victimsWindowSeconds === undefined ? {} : { victimsWindowSeconds }) },
    ...{ layout, presentParts: parts, files },
    ...(textBytes === undefined ? {} : { textBytes }),
  };
}
